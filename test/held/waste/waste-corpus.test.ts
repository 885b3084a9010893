import { execFileSync, spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { digestOf, layerTar } from '../kit/image.ts';
import { pathBytes, pathText } from '../kit/path-text.ts';
import { tarOf } from '../kit/tar.ts';
import { WASTE_CASES } from './cases.ts';
import { caseArchive, MEDIA, mediumFiles } from './media.ts';
import { cleanPath, memberPath, parentOf, sumOf } from './members.ts';
import { THIRTY_PIECES, TWO_PIECES } from './sparse.ts';
import { laidOut, oldGnuSparse, paxSparse } from './sparse-members.ts';

/** A layer's members as GNU tar lists them, one line each. */
function gnuTarLines(tar: Buffer): string[] {
  const run = spawnSync('tar', ['-tPf', '-', '--quoting-style=escape', '--warning=no-unknown-keyword'], {
    input: tar,
    encoding: 'latin1',
  });
  expect({ status: run.status, stderr: run.stderr }).toEqual({ status: 0, stderr: '' });
  return run.stdout.split('\n').slice(0, -1);
}

const PYTHON_NAMES = `
import base64, io, json, sys, tarfile
print(json.dumps([[member.name for member in tarfile.open(fileobj=io.BytesIO(base64.b64decode(text)), encoding='utf-8')]
                  for text in json.load(sys.stdin)]))
`;

describe('the waste corpus', () => {
  it('has cases enough, each by its own id', () => {
    expect(WASTE_CASES.length).toBeGreaterThanOrEqual(28);
    expect(new Set(WASTE_CASES.map((item) => item.id)).size).toBe(WASTE_CASES.length);
  });

  it.each(WASTE_CASES.map((item) => [item.id, item] as const))('%s: sums agree', (_, { truth, image }) => {
    expect(sumOf(truth.dead.map((content) => content.bytes))).toBe(truth.deadBytes);
    expect(truth.deadBytes + truth.duplicateBytes).toBeLessThanOrEqual(truth.contentBytes);
    for (const { layer, by } of truth.dead) {
      expect(by).toBeGreaterThanOrEqual(layer);
      expect(by).toBeLessThan(image.layers.length);
    }
    for (const path of Object.keys(truth.tree)) {
      const parent = parentOf(path);
      if (parent !== '') expect(truth.tree[parent]?.type, parent).toBe('dir');
    }
  });

  it.each(WASTE_CASES.map((item) => [item.id, item] as const))('%s: GNU tar lists every layer', (_, { image }) => {
    for (const layer of image.layers) expect(gnuTarLines(layerTar(layer))).toHaveLength(layer.entries?.length ?? -1);
  });

  it('has the names Python reads, byte for byte', () => {
    const layers = WASTE_CASES.flatMap((item) => item.image.layers);
    const input = JSON.stringify(layers.map((layer) => layerTar(layer).toString('base64')));
    const listed: unknown = JSON.parse(
      execFileSync('python3', ['-c', PYTHON_NAMES], { input, maxBuffer: 1 << 26 }).toString(),
    );
    const named = (listed as string[][]).map((names) => names.map(cleanPath));
    expect(named).toEqual(layers.map((layer) => (layer.entries ?? []).map(memberPath)));
  });

  it('has sparse files that GNU tar lays out', () => {
    for (const write of [oldGnuSparse, paxSparse]) {
      for (const [lengthBytes, pieces] of [
        [100_000, TWO_PIECES],
        [1_000_000, THIRTY_PIECES],
        [1_000_000, []],
      ] as const) {
        const tar = tarOf([write('s/db', lengthBytes, pieces)]);
        const out = execFileSync('tar', ['-xOf', '-', 's/db'], { input: tar, maxBuffer: 1 << 24 });
        expect(out.equals(laidOut(lengthBytes, pieces))).toBe(true);
        expect(execFileSync('tar', ['-tvf', '-'], { input: tar }).toString()).toContain(` ${lengthBytes} `);
      }
    }
  });

  it('turns names into text and back without loss', () => {
    const names = [
      Buffer.from([0x61, 0xff, 0xfe, 0x2f, 0xe9]),
      Buffer.from('café/\u{1f600}'),
      Buffer.from([0xe2, 0x82]),
    ];
    for (const name of names) expect(pathBytes(pathText(name)).equals(name)).toBe(true);
  });

  it('writes no manifest.json into a layout', () => {
    for (const item of WASTE_CASES) {
      for (const medium of MEDIA) {
        expect([...mediumFiles(item.image, medium).keys()].includes('manifest.json')).toBe(medium === 'docker-archive');
      }
    }
  });

  it.each(WASTE_CASES.filter((item) => item.order !== undefined).map((item) => [item.id, item] as const))(
    '%s: the archive has all files and the layers not base first',
    (_, item) => {
      for (const medium of ['oci-archive', 'docker-archive'] as const) {
        const listed = gnuTarLines(caseArchive(item, medium));
        expect([...listed].sort()).toEqual([...mediumFiles(item.image, medium).keys()].sort());
      }
      const places = gnuTarLines(caseArchive(item, 'oci-archive'));
      const layers = item.image.layers.map((layer) =>
        places.indexOf(`blobs/sha256/${digestOf(layerTar(layer)).slice(7)}`),
      );
      expect(layers).not.toEqual([...layers].sort((a, b) => a - b));
    },
  );
});
