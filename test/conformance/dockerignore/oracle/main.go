// Answers, for lines of JSON on stdin, what Docker's own matcher and context walk say. Built outside the repository:
// see README.md beside it.
package main

import (
	"bufio"
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	gofs "io/fs"
	"os"
	"path"
	"path/filepath"
	"sort"
	"strings"

	"github.com/moby/patternmatcher"
	"github.com/moby/patternmatcher/ignorefile"
	"github.com/tonistiigi/fsutil"
	"github.com/tonistiigi/fsutil/types"
)

type question struct {
	// Ignore file, base64; read when Patterns is absent.
	Text     string   `json:"text"`
	Patterns []string `json:"patterns"`
	// Files, base64 each; their folders are implied. A trailing slash makes an empty folder.
	Files []string `json:"files"`
	// Single paths for MatchesOrParentMatches, base64 each.
	Paths []string `json:"paths"`
}

type answer struct {
	Patterns []string `json:"patterns"`
	// Where it failed: read, new, walk; empty when it did not.
	Failed string `json:"failed"`
	// Paths the walk sends, base64.
	Sent    []string `json:"sent"`
	Matches []string `json:"matches"`
}

func decode(s string) string {
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		panic(err)
	}
	return string(b)
}

func encode(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

// listFS is a folder that exists only as a list of paths.
type listFS struct{ dirs map[string]map[string]bool }

func newListFS(files []string) listFS {
	fs := listFS{dirs: map[string]map[string]bool{"": {}}}
	for _, f := range files {
		isDir := strings.HasSuffix(f, "/")
		parts := strings.Split(strings.TrimSuffix(f, "/"), "/")
		for i := range parts {
			dir := strings.Join(parts[:i], "/")
			if fs.dirs[dir] == nil {
				fs.dirs[dir] = map[string]bool{}
			}
			fs.dirs[dir][parts[i]] = fs.dirs[dir][parts[i]] || i+1 < len(parts) || isDir
		}
	}
	return fs
}

func (fs listFS) Walk(_ context.Context, _ string, fn gofs.WalkDirFunc) error { return fs.walk("", fn) }

func (fs listFS) walk(dir string, fn gofs.WalkDirFunc) error {
	names := []string{}
	for name := range fs.dirs[dir] {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		p := path.Join(dir, name)
		mode := uint32(0o644)
		if fs.dirs[dir][name] {
			mode = uint32(os.ModeDir | 0o755)
		}
		err := fn(p, &fsutil.DirEntryInfo{Stat: &types.Stat{Path: p, Mode: mode}}, nil)
		if err == filepath.SkipDir {
			if fs.dirs[dir][name] {
				continue
			}
			return nil
		}
		if err != nil {
			return err
		}
		if fs.dirs[dir][name] {
			if err := fs.walk(p, fn); err != nil {
				return err
			}
		}
	}
	return nil
}

func (fs listFS) Open(string) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("")), nil }

func reply(q question) (a answer) {
	defer func() {
		// Older matchers panic when a bad expression is asked twice.
		if recover() != nil {
			a.Failed = "walk"
		}
	}()
	a.Sent, a.Matches = []string{}, []string{}
	a.Patterns = q.Patterns
	if q.Patterns == nil {
		patterns, err := ignorefile.ReadAll(strings.NewReader(decode(q.Text)))
		if err != nil {
			a.Failed = "read"
			return a
		}
		// As the builder's front end hands them on.
		wire, _ := json.Marshal(patterns)
		_ = json.Unmarshal(wire, &a.Patterns)
		if a.Patterns == nil {
			a.Patterns = []string{}
		}
	}
	files := make([]string, len(q.Files))
	for i, f := range q.Files {
		files[i] = decode(f)
	}
	fs, err := fsutil.NewFilterFS(newListFS(files), &fsutil.FilterOpt{ExcludePatterns: a.Patterns})
	if err != nil {
		a.Failed = "new"
		return a
	}
	err = fs.Walk(context.Background(), "/", func(p string, _ gofs.DirEntry, err error) error {
		if err == nil {
			a.Sent = append(a.Sent, encode(p))
		}
		return err
	})
	if err != nil {
		a.Failed = "walk"
		return a
	}
	m, err := patternmatcher.New(a.Patterns)
	if err != nil {
		a.Failed = "new"
		return a
	}
	for _, p := range q.Paths {
		ok, err := m.MatchesOrParentMatches(decode(p))
		switch {
		case err != nil:
			a.Matches = append(a.Matches, "error")
		case ok:
			a.Matches = append(a.Matches, "yes")
		default:
			a.Matches = append(a.Matches, "no")
		}
	}
	return a
}

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for {
		line, err := in.ReadBytes('\n')
		if len(line) > 1 {
			var q question
			if err := json.Unmarshal(line, &q); err != nil {
				panic(err)
			}
			b, _ := json.Marshal(reply(q))
			out.Write(b)
			out.WriteByte('\n')
		}
		if err != nil {
			return
		}
	}
}
