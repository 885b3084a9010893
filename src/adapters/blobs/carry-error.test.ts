import { expect, test } from 'vitest';
import { exitCodeOf } from '../../cli/exit-codes.ts';
import { explainSystemError } from '../../cli/explain-system-error.ts';
import { message } from '../../model/message.ts';
import { Problem } from '../../model/problem.ts';
import { packError, unpackError } from './carry-error.ts';

/** As if it came from another thread. */
const carried = (error: unknown) => unpackError(structuredClone(packError(error)));

test('a problem comes over as it is', () => {
  const args = { source: 'sha256:x', offset: 512, fault: 'link-escapes', path: '../x' } as const;
  const cause = new Problem('world', 'disk-full', { where: 'here', reason: 'ENOSPC' });
  const thrown = new Problem('usage', 'tar-damaged', args, { hint: message('hint-free-disk', {}), cause });
  const got = carried(thrown);
  expect(got).toBeInstanceOf(Problem);
  const { kind, code, hint } = thrown;
  expect(got).toMatchObject({ kind, code, args, hint, message: thrown.message, name: 'Problem' });
  expect(got.cause).toMatchObject({ code: 'disk-full', kind: 'world' });
  expect(exitCodeOf(got)).toBe(exitCodeOf(thrown));
});

test('a problem without hint and cause gets none', () => {
  const got = carried(new Problem('usage', 'not-an-image', { source: 'x' }));
  expect([(got as Problem).hint, 'cause' in got]).toEqual([undefined, false]);
});

test('what the system refused is explained the same way', () => {
  const refused = Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO', syscall: 'read', errno: -5 });
  expect(explainSystemError(carried(refused))).toMatchObject({ code: 'system-refused', args: { reason: 'EIO' } });
});

test('a fault of ours keeps its name and stack; what is no error becomes one', () => {
  const fault = new TypeError('ours');
  expect(carried(fault)).toMatchObject({ name: 'TypeError', message: 'ours', stack: fault.stack });
  expect(carried('words').message).toBe('words');
});
