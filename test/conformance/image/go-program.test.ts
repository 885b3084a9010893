import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readGoProgram } from '../../../src/image/go/read-go-program.ts';

const hasGo = isThere();
let dir = '';
const SERVE =
  'http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { use() }); http.ListenAndServe(":8080", nil)';
const IMPORTS = { http: 'net/http', time: 'time', tls: 'crypto/tls', os: 'os', tzdata: 'time/tzdata' };

/** What a server does when it is asked, and what its code then shows. */
const PROGRAMS: Record<string, { use: string; more?: string; tzdata?: true; shows: object }> = {
  'only serves': {
    use: 'println(1)',
    shows: { loadsZones: false, asksServers: false, zoneCalls: [], clientCalls: [] },
  },
  'asks by the default client': {
    use: 'http.Get("https://api.example.com/x")',
    shows: { asksServers: true, hasRoots: false, clientCalls: [{ words: ['https://api.example.com/x'] }] },
  },
  'asks by a client of its own': {
    more: 'var client = &http.Client{Timeout: 5 * time.Second}',
    use: 'q, _ := http.NewRequest("GET", "https://api.example.com/x", nil); client.Do(q)',
    shows: { asksServers: true, hasRoots: false, clientCalls: [{ words: ['GET', 'https://api.example.com/x'] }] },
  },
  'asks a fixed host for what it is told': {
    use: 'http.Get("https://api.example.com/" + os.Args[0])',
    shows: { hasRoots: false, clientCalls: [{ words: ['https://api.example.com/'] }] },
  },
  'asks and trusts anybody': {
    more: 'var client = &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}',
    use: 'client.Get("https://api.example.com/x")',
    shows: { asksServers: true, hasRoots: true },
  },
  'makes a client that trusts anybody': {
    use: 'c := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}; c.Get("https://api.example.com/x")',
    shows: { asksServers: true, hasRoots: true },
  },
  'loads a zone': {
    use: 'l, err := time.LoadLocation("Asia/Seoul"); if err != nil { panic(err) }; println(time.Now().In(l).String())',
    shows: { loadsZones: true, hasZones: false, zoneCalls: [{ words: ['Asia/Seoul'] }] },
  },
  'loads a zone it brings': {
    use: 'l, err := time.LoadLocation("Asia/Seoul"); if err != nil { panic(err) }; println(time.Now().In(l).String())',
    tzdata: true,
    shows: { loadsZones: true, hasZones: true },
  },
  'loads a zone or takes a fixed one': {
    use: 'l, err := time.LoadLocation("Asia/Seoul"); if err != nil { l = time.FixedZone("KST", 32400) }; println(time.Now().In(l).String())',
    shows: { zoneCalls: [{ words: ['Asia/Seoul'], isGuarded: true }] },
  },
  'loads a zone or takes UTC': {
    use: 'l, err := time.LoadLocation("Asia/Seoul"); if err != nil { l = time.UTC }; println(time.Now().In(l).String())',
    shows: { zoneCalls: [{ words: ['Asia/Seoul'], isGuarded: true }] },
  },
  'sets the local zone if there is one': {
    use: 'if l, err := time.LoadLocation("Asia/Seoul"); err == nil { time.Local = l }',
    shows: { zoneCalls: [{ words: ['Asia/Seoul'], isGuarded: true }] },
  },
};

function isThere(): boolean {
  try {
    execFileSync('go', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

beforeAll(() => {
  if (hasGo) dir = mkdtempSync(join(tmpdir(), 'plimsoll-go-'));
});
afterAll(() => {
  if (dir !== '') rmSync(dir, { recursive: true, force: true });
});

function build(use: string, more: string, isEmbedding: boolean, flags: readonly string[]): Buffer {
  const text = `${use} ${more}`;
  const used = [
    'http',
    ...['time', 'tls', 'os'].filter((name) => text.includes(`${name}.`)),
  ] as (keyof typeof IMPORTS)[];
  const imports = [...used.map((name) => `"${IMPORTS[name]}"`), ...(isEmbedding ? ['_ "time/tzdata"'] : [])];
  const source = `package main\nimport (${imports.join(';')})\n${more}\nfunc use() { ${use} }\nfunc main() { ${SERVE} }\n`;
  const path = join(dir, 'app', 'main.go');
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, source);
  writeFileSync(join(dir, 'app', 'go.mod'), 'module example.com/app\n\ngo 1.20\n');
  const env = {
    ...process.env,
    CGO_ENABLED: '0',
    GOARCH: 'amd64',
    GOOS: 'linux',
    GOTOOLCHAIN: 'local',
    GOFLAGS: '-mod=mod',
  };
  execFileSync('go', ['build', ...flags, '-o', join(dir, 'out'), '.'], { cwd: dirname(path), env });
  return readFileSync(join(dir, 'out'));
}

test.skipIf(!hasGo).each(Object.entries(PROGRAMS))('a server that %s', (_name, { use, more = '', tzdata, shows }) => {
  for (const flags of [['-trimpath', '-ldflags=-s -w -buildid='], []]) {
    expect(readGoProgram(build(use, more, tzdata === true, flags))).toMatchObject({ isRead: true, ...shows });
  }
});
