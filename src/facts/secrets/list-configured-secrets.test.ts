import { describe, expect, test } from 'vitest';
import type { MemberSpec } from '../../image/random-image.ts';
import { makeView } from '../../image/random-image.ts';
import { listConfiguredSecrets } from './list-configured-secrets.ts';

/** Put together here so that no scanner takes this file for a leak. */
const TOKEN = `${'gh'}p_${'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0fL3nR6'}`;
const LAYER: MemberSpec[] = [{ name: 'a', content: 'a' }];

const steps = (...createdBy: string[]) => createdBy.map((one) => ({ createdBy: one, emptyLayer: true }));

function secretsOf(config: { env?: string[]; history?: { createdBy: string; emptyLayer: boolean }[] }) {
  return listConfiguredSecrets(makeView([LAYER], config));
}

describe('secrets in the configuration', () => {
  test.each([
    ['DB_PASSWORD=hunter2', 'DB_PASSWORD'],
    ['npmAuth=YWJj', 'npmAuth'],
    [`PLAIN=${TOKEN}`, 'PLAIN'],
    ['DATABASE=postgres://app:hunter2@db/app', 'DATABASE'],
    ['SECRET_KEY=/x9Kd+qT0', 'SECRET_KEY'],
  ])('catches %s as a variable', (text, name) => {
    expect(secretsOf({ env: ['PATH=/bin', text] })).toEqual([{ kind: 'environment-variable', name, isHidden: false }]);
  });

  test.each([
    'GPG_KEY=A035C8C19219BA821ECEA86B64E628F8D684696D',
    'ALLOW_EMPTY_PASSWORD=yes',
    'DB_PASSWORD=',
    'DB_PASSWORD_FILE=/run/secrets/db',
    'SECRETS=/run/secrets',
    'TOKEN=$OTHER',
    'MAX_TOKENS=4096',
    'REPOSITORY=ssh://git@host.test/a.git',
    'DATABASE=postgres://app:${PASSWORD}@db/app',
    `SHORT=${TOKEN.slice(0, 12)}`,
  ])('spares %s', (text) => expect(secretsOf({ env: [text] })).toEqual([]));

  test.each([
    ['ARG NPM_TOKEN=abcdef', 'build-argument', 'NPM_TOKEN'],
    ['RUN |2 NPM_TOKEN=abcdef A=b /bin/sh -c npm ci # buildkit', 'build-argument', 'NPM_TOKEN'],
    ['|1 NPM_TOKEN=abcdef /bin/sh -c npm ci', 'build-argument', 'NPM_TOKEN'],
    ['/bin/sh -c #(nop)  ENV DB_PASSWORD=hunter2', 'environment-variable', 'DB_PASSWORD'],
    ['ENV DB_PASSWORD hunter2', 'environment-variable', 'DB_PASSWORD'],
    ['RUN /bin/sh -c DB_PASSWORD=hunter2 ./setup # buildkit', 'command', 'DB_PASSWORD'],
    ['RUN /bin/sh -c curl -H "Authorization: Bearer abcdefghi" https://x.test # buildkit', 'command', undefined],
    ['RUN /bin/sh -c git clone https://u:p4ss@git.test/a # buildkit', 'command', undefined],
  ])('catches %s in the history', (createdBy, kind, name) => {
    const [first, ...rest] = secretsOf({ history: steps('ENV PATH=/bin', createdBy) });
    expect(rest).toEqual([]);
    expect(first).toMatchObject({ kind, step: 1, isHidden: false });
    expect(first?.name).toBe(name);
    expect(JSON.stringify(first)).not.toMatch(/hunter2|abcdef|p4ss/);
  });

  test.each([
    'ARG NPM_TOKEN',
    'RUN /bin/sh -c ALLOW_EMPTY_PASSWORD=yes git clone ssh://git@host.test/a',
    'RUN |1 VERSION=3 /bin/sh -c make',
    'RUN /bin/sh -c login --password "$(cat /run/secrets/p)"',
    'RUN /bin/sh -c TOKEN=$(cat /run/secrets/t) npm ci',
    'RUN /bin/sh -c git clone https://x:$TOKEN@git.test/a',
    'COPY secrets.md /docs/ # buildkit',
    'ENV GPG_KEY=E3FF2839C048B25C084DEBE9B26995E310250568',
  ])('spares %s', (createdBy) => expect(secretsOf({ history: steps(createdBy) })).toEqual([]));

  test('a variable is told once, an argument at its first step, a step by its layer', () => {
    const history = [
      ...steps('ARG TOKEN=abcdef', 'ENV DB_PASSWORD=hunter2'),
      { createdBy: 'RUN |1 TOKEN=abcdef /bin/sh -c API_TOKEN=ghijkl make', emptyLayer: false },
    ];
    expect(secretsOf({ env: ['DB_PASSWORD=hunter2'], history })).toMatchObject([
      { kind: 'environment-variable', name: 'DB_PASSWORD' },
      { kind: 'build-argument', name: 'TOKEN', step: 0 },
      { kind: 'command', name: 'API_TOKEN', step: 2, layer: 0 },
    ]);
  });

  test('a long history of nothing but brackets and signs costs little', () => {
    const started = process.cpuUsage();
    secretsOf({
      history: steps('ENV '.repeat(20_000), '://'.repeat(30_000), '|1 A='.repeat(20_000), '\n'.repeat(90_000)),
    });
    expect(process.cpuUsage(started).user).toBeLessThan(2_000_000);
  });
});
