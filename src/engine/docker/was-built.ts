import { Problem } from '../../model/problem.ts';
import type { BuildRequest } from '../contract.ts';
import type { ProcessResult } from '../process-port.ts';
import { engineNotFound } from './endpoint.ts';

/** @returns false where the builder itself said no @throws Problem `engine-not-found`, `build-interrupted` */
export function wasBuilt(result: ProcessResult, request: BuildRequest, signal: AbortSignal): boolean {
  if (result.ended === 'not-found') throw engineNotFound();
  const interrupted = result.ended === 'aborted' || signal.aborted;
  if (interrupted) throw new Problem('world', 'build-interrupted', { tag: request.tag });
  return result.exitCode === 0;
}
