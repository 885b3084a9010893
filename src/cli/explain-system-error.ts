import { message } from '../model/message.ts';
import { Problem } from '../model/problem.ts';

const FULL = new Set(['ENOSPC', 'EDQUOT']);
const REFUSED = new Set([
  'EACCES',
  'EPERM',
  'EROFS',
  'ENOENT',
  'ENOTDIR',
  'EISDIR',
  'ELOOP',
  'ENAMETOOLONG',
  'EMFILE',
  'ENFILE',
  'EIO',
  'EBUSY',
  'ETXTBSY',
]);

/** What the system refused, as a known failure; anything else comes back as it was. */
export function explainSystemError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof Problem || !('code' in error)) return error;
  const code = String(error.code);
  if (FULL.has(code))
    return new Problem(
      'world',
      'disk-full',
      { where: 'here', reason: error.message, ...('path' in error && { path: String(error.path) }) },
      { hint: message('hint-free-disk', {}) },
    );
  if (!REFUSED.has(code) || !('syscall' in error)) return error;
  const path = 'path' in error ? String(error.path) : '';
  return new Problem('world', 'system-refused', { path, operation: String(error.syscall), reason: code });
}

/** The result has nowhere to go: a full disk behind `>`. */
export function tellLostOutput({ code, message: reason }: NodeJS.ErrnoException): Problem {
  const hint = code !== undefined && FULL.has(code) ? { hint: message('hint-free-disk', {}) } : {};
  return new Problem('world', 'output-lost', { reason: code ?? reason }, hint);
}
