import { Problem } from '../model/problem.ts';

/** What is wrong with an image, out of what its reading ended with. @throws what was thrown, where not the image is to blame: the network, a missing program */
export function faultOf(thrown: unknown): Problem {
  if (!(thrown instanceof Problem) || thrown.kind !== 'usage') throw thrown;
  return thrown;
}
