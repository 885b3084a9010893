import { message } from '../../../model/message.ts';
import type { ProgramFile } from '../check-libraries.ts';
import { checkLoaded } from '../check-loaded.ts';
import { MACHINE_NAMES } from '../check-program.ts';
import { type ClosureFinding, found } from '../closure-input.ts';
import { findAddOn } from './find-add-on.ts';
import type { NodeFiles } from './node-files.ts';
import type { AddOnLoad } from './walk-modules.ts';

/** Node as it lies in the image. */
export interface NodeProgram extends ProgramFile {
  /** Its NODE_MODULE_VERSION, where it can be told. */
  readonly abi: number | undefined;
}

const cure = message('cure-node-install-in-image', {});

/** Whether node can load an add-on: there, for this machine, libc and version, with its libraries. */
export function checkAddOn(
  files: NodeFiles,
  program: NodeProgram,
  load: AddOnLoad,
  of: ClosureFinding['of'],
): readonly ClosureFinding[] {
  const place = load.file === undefined ? findAddOn(files, load, program.abi) : load.file;
  if (place === 'unknown') return [];
  if ('missing' in place) {
    const said = message('closure-node-add-on-missing', { addOn: place.missing, neededBy: load.neededBy });
    return [withCure(found(true, of, said, place.searched))];
  }
  const addOn = files.addOn(place.node);
  if (addOn === undefined) return [];
  const { path } = place;
  if (addOn.format !== 'elf') {
    const said = message('closure-node-add-on-format', { addOn: path, format: addOn.format });
    return [withCure(found(true, of, said, load.neededBy))];
  }
  const head = files.scene.files.head(place.node);
  if (head?.is !== 'elf') return [];
  const { elf } = head;
  if (elf.machine !== program.elf.machine || elf.bits !== program.elf.bits) {
    const [machine, expected] = [elf.machine, program.elf.machine].map((m) => MACHINE_NAMES[m] ?? String(m));
    const said = message('closure-architecture-mismatch', { path, machine: machine ?? '', expected: expected ?? '' });
    return [withCure(found(true, of, said, load.neededBy))];
  }
  const { abi } = addOn;
  if (abi !== undefined && !addOn.isStable && program.abi !== undefined && abi !== program.abi) {
    const said = message('closure-node-add-on-abi', { addOn: path, built: abi, node: program.abi });
    return [withCure(found(true, of, said, load.neededBy))];
  }
  return checkLibc(files, program, { node: place.node, path, elf }, addOn.isOfGlibc, of);
}

/** A cure holds for all of these: the add-on was made elsewhere. */
function withCure(finding: ClosureFinding): ClosureFinding {
  return { ...finding, cause: { ...finding.cause, cure } };
}

/** musl answers to glibc's name, so that what is missing shows only in its functions. */
function checkLibc(
  { scene, spot }: NodeFiles,
  program: NodeProgram,
  object: ProgramFile,
  isOfGlibc: boolean,
  of: ClosureFinding['of'],
): readonly ClosureFinding[] {
  const missing = checkLoaded(scene, program, [object], of);
  const node = /\/ld-musl-/.test(program.elf.interpreter ?? '') ? 'musl' : 'glibc';
  const libc = object.elf.needed.some((name) => /^libc\.musl-/.test(name))
    ? 'musl'
    : object.elf.needed.includes('libc.so.6')
      ? 'glibc'
      : node;
  if (libc === node) return missing;
  const said = message('closure-node-add-on-libc', { addOn: object.path, libc, node });
  const isBridged = ['/lib/libgcompat.so.0', '/usr/lib/libgcompat.so.0'].some((path) => spot(path) !== 'none');
  const lacksSymbols = node === 'musl' && isOfGlibc && !isBridged && !scene.env.has('LD_PRELOAD');
  const isSure = missing.some(({ sure }) => sure) || lacksSymbols;
  const evidence = missing.map(({ cause }) => cause.evidence).join(', ');
  return [withCure(found(isSure, of, said, evidence === '' ? object.elf.needed.join(', ') : evidence))];
}
