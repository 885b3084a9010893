import { describe, expect, it } from 'vitest';
import { configOf } from '../kit/image.ts';
import { pathBytes, pathText } from '../kit/path-text.ts';
import { FILE_SET_CASES } from './cases.ts';
import type { PathSeen } from './contract.ts';
import { gnuTarComplaints, type Inode, readImages, replay } from './replay.ts';

/** The engine brings these into every container, so no image may. */
const ENGINES_OWN = ['dev', 'etc', 'proc', 'sys', '.dockerenv', 'run'];

function asSeen(path: string, inode: Inode): PathSeen {
  const [major, minor] = inode.device.split(':').map(Number);
  return {
    path,
    type: inode.type,
    ...(inode.type === 'symlink' ? { link: inode.link } : { mode: inode.mode }),
    ...(inode.type === 'file' ? { bytes: inode.bytes } : {}),
    ...(inode.uid === 0 ? {} : { uid: inode.uid }),
    ...(inode.gid === 0 ? {} : { gid: inode.gid }),
    ...(major === undefined || minor === undefined || inode.device === '' ? {} : { device: { major, minor } }),
  };
}

describe('the file sets', () => {
  const layersOf = readImages(FILE_SET_CASES.map(({ image }) => image));

  it('are fourteen, each by its own name', () => {
    expect(FILE_SET_CASES).toHaveLength(14);
    expect(new Set(FILE_SET_CASES.map(({ id }) => id)).size).toBe(14);
  });

  it('write names that are no UTF-8 as text and back', () => {
    const bytes = Buffer.from('a\xe9\xff/\xe2\x82 \xf0\x9f\x90\xb3\xed\xa0\x80', 'latin1');
    expect(pathBytes(pathText(bytes))).toEqual(bytes);
    expect(pathText('caf\u00e9 \u{1f433}')).toBe('caf\u00e9 \u{1f433}');
  });

  for (const [i, { id, image, paths }] of FILE_SET_CASES.entries()) {
    it(`${id}: paths are sorted, unique and none of the engine's`, () => {
      const names = paths.map(({ path }) => pathBytes(path));
      expect(names.every((name, k) => k === 0 || Buffer.compare(names[k - 1] ?? name, name) < 0)).toBe(true);
      expect(paths.filter(({ path }) => ENGINES_OWN.includes(path.split('/')[0] ?? ''))).toEqual([]);
    });

    it(`${id}: python3 reads the layers, and laid out they are the paths said`, () => {
      const tree = replay(layersOf[i] ?? []);
      expect([...tree].map(([path, inode]) => asSeen(path, inode))).toEqual(paths);
    });

    it(`${id}: GNU tar reads the layers`, () => {
      expect(gnuTarComplaints(image)).toBe('');
    });

    it(`${id}: an engine finds what it asks for`, () => {
      const config = JSON.parse(configOf(image).toString('utf8'));
      expect(config).toMatchObject({ architecture: 'amd64', os: 'linux', config: { Cmd: ['/x'] } });
      expect(config.rootfs.diff_ids).toHaveLength(image.layers.length);
    });
  }

  it('hard links lead to an earlier member of their own layer', () => {
    for (const members of layersOf.flat()) {
      const names = new Set<string>();
      for (const { name, type, link } of members) {
        if (type === 'hardlink') expect(names).toContain(link.replace(/^\.?\/+/, '').replaceAll('//', '/'));
        names.add(name);
      }
    }
  });

  it('whiteouts stand before what their layer has by the same name, and no folder has it', () => {
    for (const members of layersOf.flat()) {
      const seen = new Set<string>();
      const hidden = new Set<string>();
      for (const { name, type } of members) {
        expect(type === 'folder' && hidden.has(name)).toBe(false);
        expect([...hidden].filter((path) => name.startsWith(`${path}/`))).toEqual([]);
        const match = /^(.*\/)?\.wh\.(?!\.wh\.)([^/]+)$/s.exec(name);
        if (match !== null) hidden.add(`${match[1] ?? ''}${match[2] ?? ''}`);
        if (match !== null) expect(seen).not.toContain(`${match[1] ?? ''}${match[2] ?? ''}`);
        seen.add(name);
      }
    }
  });
});
