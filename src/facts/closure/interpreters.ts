import { dotnetHost, dotnetProgram } from './dotnet/check-dotnet.ts';
import { environmentNeeds } from './environment-needs.ts';
import { goProgram } from './go-program.ts';
import type { Interpreter } from './interpreter.ts';
import { javaInterpreter } from './java/check-java.ts';
import { nodeInterpreter } from './node/node-interpreter.ts';
import { pythonProgram } from './python/python-program.ts';
import { scriptRunner } from './script-runner.ts';
import { selfUnpacking } from './self-unpacking.ts';
import { shellInterpreter } from './shell/check-shell.ts';

/** All that are known; hints about surroundings come last. */
export const INTERPRETERS: readonly Interpreter[] = [
  scriptRunner,
  shellInterpreter,
  pythonProgram,
  nodeInterpreter,
  javaInterpreter,
  dotnetHost,
  dotnetProgram,
  goProgram,
  selfUnpacking,
  environmentNeeds,
];
