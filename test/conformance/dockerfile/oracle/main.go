// Prints what BuildKit's own Dockerfile front end reads, as one line of JSON for each request on standard input.
//
//	{"file": "/path/to/Dockerfile"}                                → nodes, stages, global arguments
//	{"word": "${a:-b}", "env": {"a": "1"}, "escape": "\\"}         → the expanded word
//
// Every string is given byte for byte as code points below U+0100, so that files in any encoding compare.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"github.com/moby/buildkit/frontend/dockerfile/shell"
)

type request struct {
	File   string            `json:"file"`
	Word   string            `json:"word"`
	Env    map[string]string `json:"env"`
	Escape string            `json:"escape"`
}

type heredoc struct {
	Name    string `json:"name"`
	Fd      uint   `json:"fd"`
	Expand  bool   `json:"expand"`
	Chomp   bool   `json:"chomp"`
	Content string `json:"content"`
}

type node struct {
	StartLine int       `json:"startLine"`
	EndLine   int       `json:"endLine"`
	Keyword   string    `json:"keyword"`
	Flags     []string  `json:"flags"`
	JSON      bool      `json:"json"`
	Args      []string  `json:"args"`
	Heredocs  []heredoc `json:"heredocs"`
	Original  string    `json:"original"`
	Trigger   *node     `json:"trigger,omitempty"`
}

type edge struct {
	Kind string `json:"kind"`
	From string `json:"from"`
	Line int    `json:"line"`
}

type stage struct {
	Name     string `json:"name"`
	Base     string `json:"base"`
	Resolved string `json:"resolved"`
	Platform string `json:"platform"`
	Line     int    `json:"line"`
	Commands int    `json:"commands"`
	Edges    []edge `json:"edges"`
}

type answer struct {
	ParseError   string   `json:"parseError,omitempty"`
	ErrorLine    int      `json:"errorLine,omitempty"`
	CommandError string   `json:"commandError,omitempty"`
	Escape       string   `json:"escape"`
	Nodes        []node   `json:"nodes"`
	MetaArgs     []string `json:"metaArgs"`
	Stages       []stage  `json:"stages"`
	Result       string   `json:"result"`
	Words        []string `json:"words"`
	Error        string   `json:"error,omitempty"`
}

// raw spells the bytes of s as code points below U+0100.
func raw(s string) string {
	out := make([]rune, len(s))
	for i := 0; i < len(s); i++ {
		out[i] = rune(s[i])
	}
	return string(out)
}

// unraw is the inverse of raw.
func unraw(s string) string {
	out := make([]byte, 0, len(s))
	for _, r := range s {
		out = append(out, byte(r))
	}
	return string(out)
}

func rawAll(all []string) []string {
	out := make([]string, 0, len(all))
	for _, s := range all {
		out = append(out, raw(s))
	}
	return out
}

func readNode(n *parser.Node) node {
	out := node{
		StartLine: n.StartLine, EndLine: n.EndLine, Keyword: raw(n.Value), Flags: rawAll(n.Flags),
		JSON: n.Attributes["json"], Args: []string{}, Heredocs: []heredoc{}, Original: raw(n.Original),
	}
	for _, h := range n.Heredocs {
		out.Heredocs = append(out.Heredocs, heredoc{raw(h.Name), h.FileDescriptor, h.Expand, h.Chomp, raw(h.Content)})
	}
	for arg := n.Next; arg != nil; arg = arg.Next {
		if len(arg.Children) == 1 {
			child := readNode(arg.Children[0])
			out.Trigger = &child
			continue
		}
		out.Args = append(out.Args, raw(arg.Value))
	}
	return out
}

func lineOf(err error) int {
	var located *parser.LocationError
	if errors.As(err, &located) && len(located.Locations) > 0 && len(located.Locations[0]) > 0 {
		return located.Locations[0][0].Start.Line
	}
	return 0
}

func readFile(path string) answer {
	data, err := os.ReadFile(path)
	if err != nil {
		return answer{Error: err.Error()}
	}
	parsed, err := parser.Parse(bytes.NewReader(data))
	if err != nil {
		return answer{ParseError: err.Error(), ErrorLine: lineOf(err)}
	}
	out := answer{Escape: string(parsed.EscapeToken), Nodes: []node{}, MetaArgs: []string{}, Stages: []stage{}}
	for _, n := range parsed.AST.Children {
		out.Nodes = append(out.Nodes, readNode(n))
	}
	stages, metaArgs, err := instructions.Parse(parsed.AST, nil)
	if err != nil {
		out.CommandError = err.Error()
		out.ErrorLine = lineOf(err)
		return out
	}
	lex := shell.NewLex(parsed.EscapeToken)
	env := map[string]string{
		"BUILDPLATFORM": "linux/amd64", "BUILDOS": "linux", "BUILDARCH": "amd64", "BUILDVARIANT": "", "BUILDOSVERSION": "",
		"TARGETPLATFORM": "linux/amd64", "TARGETOS": "linux", "TARGETARCH": "amd64", "TARGETVARIANT": "", "TARGETOSVERSION": "",
		"TARGETSTAGE": "default",
	}
	if len(stages) > 0 && stages[len(stages)-1].Name != "" {
		env["TARGETSTAGE"] = stages[len(stages)-1].Name
	}
	for _, command := range metaArgs {
		for _, arg := range command.Args {
			text := arg.Key
			if arg.Value != nil {
				value, _, err := lex.ProcessWord(*arg.Value, getter(env))
				if err != nil {
					out.CommandError = err.Error()
					return out
				}
				env[arg.Key] = value
				text += "=" + value
			}
			out.MetaArgs = append(out.MetaArgs, raw(text))
		}
	}
	for _, s := range stages {
		base, _, err := lex.ProcessWord(s.BaseName, getter(env))
		if err != nil {
			out.CommandError = err.Error()
			return out
		}
		platform, _, err := lex.ProcessWord(s.Platform, getter(env))
		if err != nil {
			out.CommandError = err.Error()
			return out
		}
		row := stage{Name: raw(s.Name), Base: raw(s.BaseName), Resolved: raw(base), Platform: raw(platform),
			Line: s.Location[0].Start.Line, Commands: len(s.Commands), Edges: []edge{}}
		for _, c := range s.Commands {
			line := c.Location()[0].Start.Line
			switch command := c.(type) {
			case *instructions.CopyCommand:
				if command.From != "" {
					row.Edges = append(row.Edges, edge{"copy", raw(command.From), line})
				}
			case *instructions.RunCommand:
				for _, mount := range instructions.GetMounts(command) {
					if mount.From != "" {
						row.Edges = append(row.Edges, edge{"mount", raw(mount.From), line})
					}
				}
			}
		}
		out.Stages = append(out.Stages, row)
	}
	return out
}

func getter(env map[string]string) shell.EnvGetter {
	all := make([]string, 0, len(env))
	for k, v := range env {
		all = append(all, k+"="+v)
	}
	return shell.EnvsFromSlice(all)
}

func expand(r request) answer {
	env := map[string]string{}
	for k, v := range r.Env {
		env[unraw(k)] = unraw(v)
	}
	escape := '\\'
	if r.Escape == "`" {
		escape = '`'
	}
	result, err := shell.NewLex(escape).ProcessWordWithMatches(unraw(r.Word), getter(env))
	if err != nil {
		return answer{Error: err.Error()}
	}
	return answer{Result: raw(result.Result), Words: rawAll(result.Words)}
}

func main() {
	requests := bufio.NewScanner(os.Stdin)
	requests.Buffer(nil, 64<<20)
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	for requests.Scan() {
		line := strings.TrimSpace(requests.Text())
		if line == "" {
			continue
		}
		var r request
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			os.Stderr.WriteString(err.Error() + "\n")
			os.Exit(2)
		}
		reply := answer{}
		if r.File != "" {
			reply = readFile(r.File)
		} else {
			reply = expand(r)
		}
		if err := out.Encode(reply); err != nil {
			os.Exit(1)
		}
	}
}
