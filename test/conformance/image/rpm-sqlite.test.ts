import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openTextRoom } from '../../../src/image/packages/open-text-room.ts';
import { parseRpmDatabase } from '../../../src/image/packages/parse-rpm.ts';
import { makeRpm } from '../../../src/image/packages/random-packages.ts';

const MAKE_DATABASE = `
import base64, json, sqlite3, sys
blobs = json.load(open(sys.argv[1] + '/blobs.json'))
db = sqlite3.connect(sys.argv[1] + '/rpmdb.sqlite')
db.execute('CREATE TABLE Name (key TEXT, hnum INTEGER)')
db.execute('CREATE TABLE Packages (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)')
for blob in blobs:
    db.execute('INSERT INTO Packages (blob) VALUES (?)', (base64.b64decode(blob),))
db.commit()
db.close()
`;

test('a database that sqlite wrote, with headers longer than a page', () => {
  const dir = mkdtempSync(join(tmpdir(), 'plimsoll-rpm-'));
  try {
    const many = Array.from({ length: 2000 }, (_, i) => `file-${i}`);
    const headers = [
      makeRpm({
        name: 'bash',
        version: '5.1.8',
        release: '6.el9',
        source: 'bash-5.1.8-6.el9.src.rpm',
        files: ['bash'],
      }),
      makeRpm({
        name: 'perl-libs',
        version: '5.32',
        release: '1',
        epoch: 4,
        source: 'perl-5.32-1.src.rpm',
        files: many,
      }),
      ...many.slice(0, 300).map((name) => makeRpm({ name, version: '1', release: '1', source: '', files: [] })),
    ];
    writeFileSync(join(dir, 'blobs.json'), JSON.stringify(headers.map((header) => header.toString('base64'))));
    execFileSync('python3', ['-c', MAKE_DATABASE, dir]);
    const found = parseRpmDatabase(readFileSync(join(dir, 'rpmdb.sqlite')), openTextRoom());
    expect(found).toHaveLength(302);
    expect(found?.[0]).toEqual({
      kind: 'rpm',
      name: 'bash',
      version: '5.1.8-6.el9',
      architecture: 'x86_64',
      saidBytes: 7,
      files: ['usr/bin/bash'],
    });
    expect(found?.[1]).toMatchObject({ name: 'perl-libs', version: '4:5.32-1', source: 'perl' });
    expect(found?.[1]?.files?.at(-1)).toBe('usr/bin/file-1999');
  } finally {
    rmSync(dir, { recursive: true });
  }
});
