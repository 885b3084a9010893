import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Metered, meter } from '../kit/meter.ts';
import { atMost, type Figure, type Part, type PartContext, type PartResult, reading } from './contract.ts';

const STEPS = [1000, 10_000, 100_000, 1_000_000];
const EMPTY_FILES = 3_000_000;
const TIMES = 3;
/** What a process that reads nothing holds. */
const GROUND_BYTES = 150e6;

/** Images of many empty files: what an entry costs, in time and in memory, and that it stays that. */
export const imageLinear: Part = {
  id: 'image-linear',
  proves:
    'reading and merging cost as many entries as there are: at most 200 bytes of memory each above 150 MB, 3 million empty files under 1 GB',
  needsEngine: false,
  needsProgram: true,
  inputs: [
    { name: 'rooms', paths: ['src/image', 'src/facts/bytes', 'src/model'] },
    { name: 'part', paths: ['test/proof/image-linear.ts', 'test/proof/kit'] },
  ],
  run: runLinear,
};

/** Makes the archive without holding it: python's own tar writer would take minutes. */
const WRITER = `
import hashlib, io, json, sys
path, count, folders = sys.argv[1], int(sys.argv[2]), sys.argv[3]
def header(name, size=0, flag=b'0'):
    h = bytearray(512)
    h[0:len(name)] = name
    h[100:108] = b'0000644\\0'; h[108:116] = b'0000000\\0'; h[116:124] = b'0000000\\0'
    h[124:136] = b'%011o\\0' % size; h[136:148] = b'14500000000\\0'
    h[148:156] = b' ' * 8; h[156:157] = flag; h[257:265] = b'ustar\\x0000'
    h[148:156] = b'%06o\\0 ' % sum(h)
    return bytes(h)
def names():
    for i in range(count):
        yield b'data/%07d' % i if folders == 'one' else b'data/%05d/%03d' % (i // 100, i % 100)
digest = hashlib.sha256()
for name in names(): digest.update(header(name))
digest.update(bytes(1024))
config = json.dumps({'architecture': 'amd64', 'os': 'linux', 'config': {}, 'rootfs': {'type': 'layers', 'diff_ids': ['sha256:' + digest.hexdigest()]}}).encode()
with open(path, 'wb', 1 << 20) as out:
    def put(name, data):
        out.write(header(name, len(data))); out.write(data); out.write(bytes(-len(data) % 512))
    out.write(header(b'0/layer.tar', 512 * count + 1024))
    for name in names(): out.write(header(name))
    out.write(bytes(1024))
    put(b'config.json', config)
    put(b'manifest.json', json.dumps([{'Config': 'config.json', 'RepoTags': ['x:1'], 'Layers': ['0/layer.tar']}]).encode())
    out.write(bytes(1024))
`;

async function runLinear({ root, env, scratch, small, say }: PartContext): Promise<PartResult> {
  const writer = join(scratch, 'writer.py');
  writeFileSync(writer, WRITER);
  const reader = join(root, 'test/proof/kit/read-archive.mjs');
  const figures: Figure[] = [];
  const read = (count: number, folders: 'one' | 'many', how: string, times: number): readonly Metered[] => {
    const archive = join(scratch, 'many.tar');
    const made = meter(['python3', writer, archive, String(count), folders], { env });
    if (made.code !== 0) throw new Error(made.err);
    const runs = Array.from({ length: times }, () =>
      meter([process.execPath, reader, join(root, 'dist/lib/image.js'), `docker-archive:${archive}`, how], { env }),
    );
    const failed = runs.find(({ code }) => code !== 0);
    if (failed !== undefined) throw new Error(failed.err);
    const name = `${count} entries in ${folders} folder${folders === 'one' ? '' : 's'}, ${how}`;
    figures.push(
      reading(
        `${name}: CPU time`,
        'ms',
        runs.map(({ cpuSeconds }) => cpuSeconds * 1000),
      ),
      reading(
        `${name}: memory`,
        'byte',
        runs.map(({ maxRssBytes }) => maxRssBytes),
      ),
    );
    say(
      `${name}: ${runs.map(({ cpuSeconds }) => cpuSeconds.toFixed(2)).join(' ')} s, ${Math.round((runs[0]?.maxRssBytes ?? 0) / 1e6)} MB`,
    );
    return runs;
  };
  const least = (runs: readonly Metered[]) => Math.min(...runs.map(({ cpuSeconds }) => cpuSeconds));
  const most = (runs: readonly Metered[]) => Math.max(...runs.map(({ maxRssBytes }) => maxRssBytes));
  const steps = small ? STEPS.slice(0, 3) : STEPS;
  const runs = new Map(steps.map((count) => [count, read(count, 'many', 'merged', TIMES)]));
  const ground = least(runs.get(steps[0] ?? 0) ?? []);
  const [before, last] = steps.slice(-2);
  const perEntry = (count = 0) => (least(runs.get(count) ?? []) - ground) / count;
  const largest = read(small ? EMPTY_FILES / 10 : EMPTY_FILES, 'one', 'merged', 1);
  return {
    figures,
    checks: [
      atMost('CPU an entry, the last step against the one before', perEntry(last) / perEntry(before), 1.5),
      atMost('bytes an entry above the ground', (most(runs.get(last ?? 0) ?? []) - GROUND_BYTES) / (last ?? 1), 200),
      atMost('memory in MB of 3 million empty files in one folder', most(largest) / 1e6, 1000, ' MB'),
    ],
  };
}
