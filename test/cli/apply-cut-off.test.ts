import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nodeFiles } from '../../src/adapters/files/node-files.ts';
import { undoApply, writeChanges } from '../../src/cli/commands/apply-rung.ts';
import { openTarget } from '../../src/cli/commands/apply-target.ts';
import type { FilesPort } from '../../src/project/contract.ts';
import { makeFolder } from './kit.ts';

const OLD = { Dockerfile: 'old\r\n', '.dockerignore': undefined };
const NEW = { Dockerfile: 'new\r\n', '.dockerignore': 'docs\n' };

/** Files that are cut off before their n-th change, as by a kill. */
function dyingFiles(changesLeft: number): FilesPort {
  const files = nodeFiles();
  let left = changesLeft;
  const mayChange = () => {
    left -= 1;
    if (left < 0) throw new Error('killed');
  };
  return {
    ...files,
    async write(path, bytes, mode) {
      mayChange();
      await files.write(path, bytes, mode);
    },
    async remove(path) {
      mayChange();
      await files.remove(path);
    },
  };
}

async function applyNew(files: FilesPort, dir: string): Promise<void> {
  const changes = [];
  for (const name of ['Dockerfile', '.dockerignore'] as const) {
    const target = await openTarget(files, dir, name, false);
    changes.push({ target, base: target.bytes, after: Buffer.from(NEW[name]), isOurs: false });
  }
  await writeChanges(files, dir, 1, changes);
}

describe('apply cut off at any moment', () => {
  it('leaves each file old or new, and an undo that brings the old back', async () => {
    let cut = 0;
    for (let n = 0; n < 20; n++) {
      const { dir, close } = makeFolder({ Dockerfile: OLD.Dockerfile });
      const read = (name: string) =>
        existsSync(join(dir, name)) ? readFileSync(join(dir, name), 'latin1') : undefined;
      const died = await applyNew(dyingFiles(n), dir).then(
        () => false,
        () => true,
      );
      cut += died ? 1 : 0;
      for (const name of ['Dockerfile', '.dockerignore'] as const) expect([OLD[name], NEW[name]]).toContain(read(name));
      const isTouched = read('Dockerfile') === NEW.Dockerfile || read('.dockerignore') === NEW['.dockerignore'];
      const undone = await undoApply(nodeFiles(), dir, false).then(
        () => true,
        () => false,
      );
      expect(undone || !isTouched).toBe(true);
      expect([read('Dockerfile'), read('.dockerignore')]).toEqual([OLD.Dockerfile, undefined]);
      close();
    }
    expect(cut).toBe(5);
  });

  it('undo cut off at any moment can be undone again', async () => {
    for (let n = 0; n < 3; n++) {
      const { dir, close } = makeFolder({ Dockerfile: OLD.Dockerfile });
      await applyNew(nodeFiles(), dir);
      await undoApply(dyingFiles(n), dir, false).catch(() => undefined);
      await undoApply(nodeFiles(), dir, false);
      expect(readFileSync(join(dir, 'Dockerfile'), 'latin1')).toBe(OLD.Dockerfile);
      expect(existsSync(join(dir, '.dockerignore'))).toBe(false);
      close();
    }
  });
});
