import { latin1, refused } from './build.ts';
import type { HostileCase, Latin1, Medium, Note, Parsed, Refusal, Refused } from './contract.ts';

/** Dockerfiles (64). A rewrite of any that is parsed must parse to the same instructions but for the declared change. */

const BUILDKIT = 'BuildKit frontend/dockerfile/parser';
const PAGE = 'the list of 64';

const parsed = (
  stages: number,
  instructions: number,
  notes: readonly Note[] = [],
  orRefused: readonly Refusal[] = [],
): Parsed => ({
  is: 'parsed',
  stages,
  instructions,
  ...(notes.length === 0 ? {} : { notes }),
  ...(orRefused.length === 0 ? {} : { orRefused }),
});

const no: Refused = refused('invalid-document');

const doc = (
  id: string,
  says: string,
  source: string,
  answer: Parsed | Refused,
  text: () => Latin1,
  more: Partial<HostileCase> = {},
  context: Partial<Extract<Medium, { is: 'dockerfile' }>> = {},
): HostileCase => ({
  number: 64,
  id: `dockerfile-${id}`,
  says,
  source,
  medium: { is: 'dockerfile', text, ...context },
  answer,
  ...more,
  ceilings: { seconds: 3, rssMb: 300, outputKb: 500, ...more.ceilings },
});

const BIG: Partial<HostileCase> = { big: true, ceilings: { seconds: 30, rssMb: 1000 } };

/** A long text that must take a time that grows as its length does. */
const slow = (id: string, says: string, answer: Parsed | Refused, line: () => string): HostileCase =>
  doc(`slow-${id}`, says, `${PAGE}: linear time`, answer, () => `FROM scratch\n${line()}\n`);

const two = (also: readonly Refusal[] = []): Parsed => parsed(1, 2, [], also);
const N = 100_000;

/** The secret stands in a file outside the context, or in the text; made up. */
const SECRET = `sk_live_${'Zx9'.repeat(8)}`;
const nowhere = (text: string) => [{ text, where: 'anywhere' as const }];

const stages = (count: number) => () =>
  Array.from({ length: count }, (_, i) => `FROM ${i === 0 ? 'scratch' : `s${i - 1}`} AS s${i}\n`).join('');

/** Every argument is ten of the one before: 10^30 characters. */
function laughs(): string {
  const args = Array.from({ length: 30 }, (_, i) => `ARG A${i + 1}=${`\${A${i}}`.repeat(10)}`);
  return ['ARG A0=aaaaaaaaaa', ...args, 'FROM registry.test/${A30}', ''].join('\n');
}

const LONG: readonly HostileCase[] = [
  doc(
    'line-of-1-mb',
    'One line of 1 MB',
    PAGE,
    two(['over-limit', 'invalid-document']),
    () => `FROM scratch\nRUN echo ${'a'.repeat(1_000_000)}\n`,
  ),
  doc(
    'line-of-50-mb',
    'One line of 50 MB',
    PAGE,
    two(['over-limit', 'invalid-document']),
    () => `FROM scratch\nRUN echo ${'a'.repeat(50_000_000)}\n`,
    BIG,
  ),
  doc(
    'stages-10000',
    '10,000 stages, each on the one before',
    PAGE,
    parsed(10_000, 10_000, [], ['over-limit']),
    stages(10_000),
    {
      ceilings: { seconds: 10 },
    },
  ),
  doc(
    'stages-1000000',
    '1,000,000 stages, each on the one before',
    PAGE,
    parsed(1_000_000, 1_000_000, [], ['over-limit']),
    stages(1_000_000),
    BIG,
  ),
  // BuildKit refuses lines beyond 65535 bytes ("dockerfile line greater than maximum allowed size"), these two as well.
  slow('blanks', 'A line of blanks before the last word', two(['over-limit']), () => `RUN x${' '.repeat(2 * N)}y`),
  slow('blanks-behind', 'A line of blanks, then no line feed', two(['over-limit']), () => `RUN x${' \t'.repeat(N)}`),
  slow('continuations', 'A line continued 100,000 times', two(), () => `RUN x ${'\\\n'.repeat(N)}y`),
  slow(
    'comments-between',
    '100,000 comments within a continued line',
    two(),
    () => `RUN x \\\n${'# c\n'.repeat(N)}  y`,
  ),
  slow('comments', '100,000 comments', two(), () => `${'# c\n'.repeat(N)}RUN x`),
  slow('backslashes', '200,001 backslashes', two(['invalid-document']), () => `RUN x ${'\\'.repeat(2 * N + 1)}y`),
  slow('quote-open', 'A quote that is never closed', two(['invalid-document']), () => `LABEL a="${'x'.repeat(2 * N)}`),
  slow(
    'quotes-escaped',
    '100,000 escaped quotes in a quote',
    two(['invalid-document']),
    () => `LABEL a="${'\\"'.repeat(N)}`,
  ),
  slow('dollars', '200,000 dollar signs', two(['invalid-document']), () => `ENV A=${'$'.repeat(2 * N)}`),
  slow(
    'braces',
    'Variables within variables, 100,000 deep',
    two(['invalid-document', 'over-limit']),
    () => `ENV A=${'${A:-'.repeat(N)}`,
  ),
  slow('list-open', 'A list that is never closed', two(['invalid-document']), () => `CMD [${'"a",'.repeat(N)}`),
  slow(
    'list-deep',
    'Lists within lists, 100,000 deep',
    two(['invalid-document', 'over-limit']),
    () => `CMD ${'['.repeat(N)}`,
  ),
  slow(
    'flags',
    '20,000 flags',
    two(['invalid-document', 'over-limit']),
    () => `RUN ${'--mount=type=cache,target=/x '.repeat(20_000)}y`,
  ),
  slow(
    'subshells',
    'Commands within commands, 50,000 deep',
    two(['over-limit']),
    () => `RUN ${'$('.repeat(N / 2)}x${')'.repeat(N / 2)}`,
  ),
  slow('groups-open', '100,000 brackets that are never closed', two(['over-limit']), () => `RUN ${'('.repeat(N)}`),
  slow('heredocs', '1,000 heredocs on one line', two(), () => {
    const words = Array.from({ length: 1000 }, (_, i) => `E${i}`);
    return `RUN ${words.map((word) => `<<${word}`).join(' ')} cat\n${words.map((word) => `x\n${word}`).join('\n')}`;
  }),
  slow('env-pairs', '50,000 variables in one instruction', two(['over-limit']), () => `ENV ${'A=b '.repeat(N / 2)}`),
];

const CYCLES: readonly HostileCase[] = [
  doc(
    'from-cycle',
    'Two stages on each other: a name that comes later is an image',
    'BuildKit: a base is looked up among the stages before',
    parsed(2, 2),
    () => 'FROM b AS a\nFROM a AS b\n',
  ),
  doc('from-itself', 'A stage on its own name: that is an image', BUILDKIT, parsed(1, 1), () => 'FROM a AS a\n'),
  doc(
    'copy-cycle',
    'Two stages that copy from each other',
    'BuildKit: "circular dependency detected on stage"',
    parsed(2, 4, [], ['invalid-document']),
    () => 'FROM scratch AS a\nCOPY --from=b /x /x\nFROM scratch AS b\nCOPY --from=a /y /y\n',
  ),
  doc(
    'copy-from-itself',
    'A stage that copies from itself',
    'BuildKit: "circular dependency detected on stage"',
    parsed(1, 2, [], ['invalid-document']),
    () => 'FROM scratch AS a\nCOPY --from=a /x /x\n',
  ),
  doc('arg-of-itself', 'An argument made of itself', PAGE, parsed(1, 2), () => 'ARG A=${A}\nFROM debian:${A:-12}\n'),
  doc(
    'arg-cycle',
    'Two arguments made of each other',
    PAGE,
    parsed(1, 3),
    () => 'ARG A=${B}\nARG B=${A}\nFROM debian:${B:-12}\n',
  ),
  doc(
    'arg-laughs',
    'Arguments that grow tenfold, thirty times',
    `${PAGE}: linear time`,
    parsed(1, 32, [], ['over-limit', 'bad-name', 'invalid-document']),
    laughs,
  ),
];

const SHAPES: readonly HostileCase[] = [
  doc(
    'heredoc-open',
    'A heredoc that never ends',
    'BuildKit: "unterminated heredoc"',
    no,
    () => 'FROM scratch\nRUN <<EOF\necho x\n',
  ),
  doc(
    'heredoc-with-instructions',
    'What stands in a heredoc is no instruction',
    BUILDKIT,
    parsed(1, 3),
    () => 'FROM scratch\nRUN <<EOF\nFROM other AS two\nUSER root\nEOF\nUSER 1000\n',
  ),
  doc(
    'crlf',
    'Lines that end in CR LF',
    BUILDKIT,
    parsed(1, 3),
    () => 'FROM scratch\r\nRUN a \\\r\n  b\r\nUSER 1000\r\n',
  ),
  doc('bom', 'A mark in front', `${BUILDKIT}: utf8bom`, parsed(1, 2), () => '\u00ef\u00bb\u00bfFROM scratch\nUSER 1\n'),
  doc('nul', 'A NUL within a command', PAGE, two(['invalid-document']), () => 'FROM scratch\nRUN echo a\0b\n'),
  doc(
    'not-utf8',
    'Bytes that are no UTF-8, and a letter that is',
    PAGE,
    two(['invalid-document']),
    () => 'FROM scratch\nRUN echo \u00ff\u00fe \u00c3\u00a9\n',
  ),
  doc('utf-16', 'A file in UTF-16', BUILDKIT, no, () => latin1(Buffer.from('\ufeffFROM scratch\n', 'utf16le'))),
  doc(
    'a-program',
    'A program instead of a Dockerfile',
    BUILDKIT,
    no,
    () => `\u007fELF\u0002\u0001\u0001${'\0'.repeat(500)}`,
  ),
  doc('empty', 'No byte', `${BUILDKIT}: "file with no instructions"`, no, () => ''),
  doc('only-comments', 'Nothing but comments', `${BUILDKIT}: "file with no instructions"`, no, () => '# a\n\n# b\n'),
  doc('no-from', 'A command before any stage', 'BuildKit: "no build stage in current context"', no, () => 'RUN x\n'),
  doc(
    'escape-backtick',
    'Another escape character, and paths that end in the usual one',
    `${BUILDKIT}: escape`,
    parsed(1, 4),
    () => '# escape=`\nFROM scratch\nWORKDIR C:\\\nRUN a `\n  b\nUSER 1\n',
  ),
  doc(
    'escape-behind-a-comment',
    'The directive comes too late and is a comment',
    BUILDKIT,
    parsed(1, 2),
    () => '# note\n# escape=`\nFROM scratch\nRUN a \\\n  b\n',
  ),
  doc(
    'escape-unknown',
    'An escape character there is not',
    `${BUILDKIT}: "invalid escape token"`,
    no,
    () => '# escape=x\nFROM scratch\n',
  ),
  doc(
    'escape-twice',
    'The directive twice',
    `${BUILDKIT}: "only one escape parser directive"`,
    no,
    () => '# escape=`\n# escape=\\\nFROM scratch\n',
  ),
];

const FRONTEND = { network: { neverAsked: ['https://evil.test', 'http://evil.test'], mostRequests: 0 } };
const frontend = (also: readonly Refusal[] = []) => parsed(1, 2, ['hostile-frontend'], also);

const WORLD: readonly HostileCase[] = [
  doc(
    'syntax',
    'A frontend of somebody else: said, never fetched',
    PAGE,
    frontend(),
    () => '# syntax=evil.test/frontend:1\nFROM scratch\nUSER 1\n',
    FRONTEND,
  ),
  doc(
    'syntax-behind-a-mark',
    'The same behind a mark',
    PAGE,
    frontend(),
    () => '\u00ef\u00bb\u00bf#   SYNTAX = evil.test/frontend:1\nFROM scratch\nUSER 1\n',
    FRONTEND,
  ),
  doc(
    'syntax-with-slashes',
    'The same as BuildKit also takes it',
    'BuildKit parser.DetectSyntax',
    frontend(['invalid-document']),
    () => '// syntax=evil.test/frontend:1\nFROM scratch\nUSER 1\n',
    FRONTEND,
  ),
  doc(
    'syntax-in-json',
    'The same in JSON',
    'BuildKit parser.DetectSyntax',
    no,
    () => '{"syntax":"evil.test/frontend:1"}\n',
    FRONTEND,
  ),
  doc(
    'add-from-the-metadata-host',
    'Sources of an address of the machine’s own network: said, never fetched',
    PAGE,
    parsed(1, 4, ['remote-source']),
    () => 'FROM scratch\nADD http://169.254.169.254/x /x\nADD https://evil.test/y /y\nADD git@evil.test:a/b.git /z\n',
    { network: { neverAsked: ['http://169.254.169.254', 'https://evil.test'], mostRequests: 0 } },
  ),
  doc(
    'copy-climbs',
    'Sources above the context',
    PAGE,
    parsed(1, 3, ['context-escape']),
    () => 'FROM scratch\nCOPY ../../etc/passwd /p\nCOPY a/../../../b /b\n',
  ),
  doc(
    'context-link-out',
    'A symlink of the context leads out of it: what it leads to is not read',
    PAGE,
    parsed(1, 2),
    () => 'FROM scratch\nCOPY data /data\n',
    { neverPrinted: nowhere(SECRET) },
    {
      context: () => new Map([['readme', Buffer.from('x')]]),
      special: [{ path: 'data', is: 'symlink', to: '../outside.txt' }],
      outside: () => new Map([['outside.txt', Buffer.from(`TOKEN=${SECRET}\n`)]]),
    },
  ),
  doc(
    'context-links',
    'A fifo and a symlink to its own folder in the context: no hang, no walk without end',
    PAGE,
    parsed(1, 2),
    () => 'FROM scratch\nCOPY . /\n',
    {},
    {
      context: () => new Map([['d/readme', Buffer.from('x')]]),
      special: [
        { path: 'd/pipe', is: 'fifo' },
        { path: 'd/again', is: 'symlink', to: '.' },
        { path: 'd/machine', is: 'symlink', to: '/' },
      ],
    },
  ),
  doc(
    'secrets',
    'Secrets in arguments, variables and commands: found, and printed nowhere',
    PAGE,
    parsed(1, 4, ['secret-in-dockerfile']),
    () => `FROM scratch\nARG API_TOKEN=${SECRET}\nENV DB_PASSWORD=${SECRET}\nRUN login --password ${SECRET}\n`,
    { neverPrinted: nowhere(SECRET) },
  ),
  doc(
    'control-characters',
    'Escape sequences in what findings quote',
    PAGE,
    parsed(1, 3, [], ['invalid-document']),
    () => 'FROM scratch AS \u001b[2Jx\nLABEL a="\u001b]0;owned\u0007"\nRUN apt-get install \u001b[1Ax\n',
    { neverPrinted: [...nowhere('\u001b[2J'), ...nowhere('\u001b]0;'), ...nowhere('\u001b[1A')] },
  ),
];

export const DOCKERFILE_CASES: readonly HostileCase[] = [...LONG, ...CYCLES, ...SHAPES, ...WORLD];
