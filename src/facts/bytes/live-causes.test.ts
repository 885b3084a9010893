import { expect, test } from 'vitest';
import { causeOf } from './live-causes.ts';

const deb = (name: string) => ({ kind: 'deb' as const, name, isDev: false });

test.each([
  ['usr/share/doc/gcc-12-base/changelog.gz', deb('gcc-12-base'), 'documentation'],
  ['usr/share/man/man1/gcc.1.gz', deb('gcc'), 'documentation'],
  ['usr/lib/gcc/x86_64-linux-gnu/12/cc1', deb('gcc-12'), 'compiler'],
  ['usr/share/doc/readme', undefined, 'documentation'],
  ['app/.git/objects/1d/813f', undefined, 'version-control'],
  ['usr/lib/libc.so.6', deb('libc6'), undefined],
])('%s of %o is %s', (path, owner, cause) => expect(causeOf({ path, bytes: 10, owner })).toBe(cause));
