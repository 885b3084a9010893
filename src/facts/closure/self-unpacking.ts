import { message } from '../../model/message.ts';
import { type ClosureFinding, found, isMounted, lookUp, type Scene } from './closure-input.ts';
import type { Interpreter } from './interpreter.ts';

const FOLDERS = ['/tmp', '/var/tmp', '/usr/tmp'];
const SETTINGS = ['TMPDIR', 'TEMP', 'TMP'];

/** A program that lays itself down in a temporary folder before it starts. */
export const selfUnpacking: Interpreter = {
  runs: () => true,
  check({ check: { scene, of }, program }): readonly ClosureFinding[] {
    const head = scene.files.head(program.node);
    if (head?.is !== 'elf' || head.unpacksItself !== true || hasTemporary(scene)) return [];
    const finding = found(true, of, message('closure-no-folder-to-unpack', { path: program.path }), FOLDERS.join(', '));
    return [{ ...finding, cause: { ...finding.cause, cure: message('closure-cure-make-tmp', {}) } }];
  },
};

function hasTemporary(scene: Scene): boolean {
  const told = SETTINGS.flatMap((name) => scene.env.get(name) ?? []);
  return [...told, ...FOLDERS].some((dir) => isMounted(scene, dir) || lookUp(scene, dir).node?.entry.type === 'dir');
}
