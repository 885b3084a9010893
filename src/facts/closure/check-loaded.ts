import { checkLibraries, type ProgramFile } from './check-libraries.ts';
import { type ClosureFinding, isMounted, lookUp, type Scene } from './closure-input.ts';

/** What a running program's loader has to find to map more objects: what the program itself needs is there, or told of elsewhere. */
export function checkLoaded(
  scene: Scene,
  program: ProgramFile,
  objects: readonly ProgramFile[],
  of: ClosureFinding['of'],
): readonly ClosureFinding[] {
  const { interpreter } = program.elf;
  const isUnsure = interpreter === undefined || isMounted(scene, interpreter);
  const loader = isUnsure ? undefined : lookUp(scene, interpreter).node;
  if (loader?.content === undefined || objects.length === 0) return [];
  const own = new Set(checkLibraries(scene, program, loader, of).map(keyOf));
  return checkLibraries(scene, program, loader, of, objects).filter((finding) => !own.has(keyOf(finding)));
}

function keyOf({ cause }: ClosureFinding): string {
  return JSON.stringify(cause.message);
}
