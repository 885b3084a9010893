import { describe, expect, test } from 'vitest';
import type { MemberSpec } from '../../image/random-image.ts';
import { makeView } from '../../image/random-image.ts';
import { listConfiguredSecrets } from './list-configured-secrets.ts';

const LAYER: MemberSpec[] = [{ name: 'a', content: 'a' }];

/** What is told of one command: the name, or the empty one where only a shape gives it away. */
function toldOfCommand(command: string) {
  const createdBy = `RUN /bin/sh -c ${command} # buildkit`;
  const found = listConfiguredSecrets(makeView([LAYER], { history: [{ createdBy, emptyLayer: true }] }));
  expect(JSON.stringify(found)).not.toMatch(/hunter2/);
  return found.map(({ name }) => name ?? '');
}

describe('a secret that a command is given', () => {
  test.each([
    ['docker login --username bob --password "hunter2"', 'password'],
    ['curl -u bob:hunter2 https://x.test', ''],
    ["echo 'root:hunter2' | chpasswd", ''],
    ['echo "machine git.test login x password hunter2" > ~/.netrc', ''],
    ['docker login -u bob -p hunter2 r.test', ''],
    ['mysql -uroot -phunter2 -e x', ''],
  ])('catches %s', (command, name) => expect(toldOfCommand(command)).toEqual([name]));

  test.each([
    'docker login --username bob --password "$PASSWORD"',
    'curl -u "bob:$(cat /run/secrets/p)" https://x.test',
    'echo "root:${PASSWORD}" | chpasswd',
    'docker run -u 1000:1000 -p 80:80 x',
    'mkdir -p /a && chown -R mysql:mysql /a',
  ])('spares %s', (command) => expect(toldOfCommand(command)).toEqual([]));
});
