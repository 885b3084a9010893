import { expect, test } from 'vitest';
import { BOUND_MS } from '../../../test/kit/collect-packages.ts';
import { cpuMs } from '../../../test/kit/cpu-time.ts';
import type { PackageKind, PackageRecord } from '../../image/packages/contract.ts';
import type { RecordFile } from './find-records.ts';
import { relateRecords } from './relate-records.ts';

const COUNT = 40_000;

/** One file that tells of many packages, and has as many names. */
function manyOf(kind: PackageKind, path: string): RecordFile {
  const one = (n: number): PackageRecord => ({ kind, name: `p${n}`, version: '1', isMain: n === 0 ? true : undefined });
  return {
    path,
    others: Array.from({ length: COUNT }, (_, n) => `${n}/${path}`),
    content: { layer: 0, row: 0 },
    file: { is: 'packages', packages: Array.from({ length: COUNT }, (_, n) => one(n)) },
  };
}

test.each([
  ['deb', 'var/lib/dpkg/status.d/a'],
  ['deb', 'var/lib/dpkg/status'],
  ['apk', 'lib/apk/db/installed'],
  ['rpm', 'var/lib/rpm/rpmdb.sqlite'],
  ['jar', 'app/x.jar'],
  ['go', 'bin/x'],
  ['cargo', 'bin/y'],
] as const)(
  'thousands of packages in one file with thousands of names cost no more than both: %s, %s',
  (kind, path) => {
    const records = [manyOf(kind, path)];
    const started = cpuMs();
    expect(relateRecords(records).packages).toHaveLength(COUNT);
    expect(cpuMs() - started).toBeLessThan(BOUND_MS);
  },
);
