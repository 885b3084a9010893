import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cpuMs } from '../../../test/kit/cpu-time.ts';
import type { ImageConfig } from '../../image/contract.ts';
import type { MemberSpec } from '../../image/random-image.ts';
import { makeView } from '../../image/random-image.ts';
import { attributeLayers } from '../lines/attribute-layers.ts';
import { listConfiguredSecrets } from './list-configured-secrets.ts';

/** Put together here so that no scanner takes this file for a leak. */
const TOKEN = `${'gh'}p_${'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0fL3nR6'}`;
const LAYER: MemberSpec[] = [{ name: 'a', content: 'a' }];

const steps = (...createdBy: string[]) => createdBy.map((one) => ({ createdBy: one, emptyLayer: true }));

function secretsOf(config: Partial<ImageConfig>) {
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

describe('what a container is started with', () => {
  test.each([
    [{ cmd: ['serve', '--password', 'correct horse'] }, 'command', 'password'],
    [{ entrypoint: ['serve', '--api-token=hunter2'] }, 'command', 'api-token'],
    [{ cmd: ['/bin/sh', '-c', 'DB_PASSWORD=hunter2 serve'] }, 'command', 'DB_PASSWORD'],
    [{ healthcheck: ['CMD-SHELL', 'wget https://u:hunter2@x.test'] }, 'command', undefined],
    [{ onBuild: ['ENV DB_PASSWORD=hunter2'] }, 'command', 'DB_PASSWORD'],
    [{ labels: { 'org.test.token': 'hunter2' } }, 'label', 'org.test.token'],
    [{ labels: { source: 'https://u:hunter2@git.test/a' } }, 'label', 'source'],
  ])('is searched without a history, too: %j', (config, kind, name) => {
    expect(secretsOf(config)).toEqual([{ kind, ...(name !== undefined && { name }), isHidden: false }]);
  });

  test('is told once, where a step set it', () => {
    const config = {
      cmd: ['serve', '--password', 'correct horse'],
      entrypoint: ['/bin/sh', '-c', 'wget https://u:hunter2@x.test'],
      healthcheck: ['CMD-SHELL', 'API_TOKEN=hunter2 check'],
      labels: { 'org.test.token': 'correct horse' },
      onBuild: ['RUN wget https://u:hunter2@y.test'],
      history: steps(
        'CMD ["serve" "--password" "another"]',
        'LABEL org.test.token=correct horse',
        'ONBUILD RUN wget https://u:hunter2@y.test',
        'HEALTHCHECK &{["CMD-SHELL" "API_TOKEN=hunter2 check"] "30s" "0s" "0s" "0s" \'\\x00\'}',
        'ENTRYPOINT ["/bin/sh" "-c" "wget https://u:hunter2@x.test"]',
        '/bin/sh -c #(nop)  CMD ["serve" "--password" "correct horse"]',
      ),
    };
    const found = secretsOf(config);
    expect(found.map(({ kind, name, step }) => [kind, name, step])).toEqual([
      ['label', 'org.test.token', undefined],
      ['command', undefined, undefined],
      ['command', 'password', undefined],
      ['command', 'API_TOKEN', undefined],
      ['command', undefined, undefined],
      ['command', 'password', 0],
    ]);
    expect(JSON.stringify(found)).not.toMatch(/hunter2|horse|another/);
  });
});

describe('a step with a shell of its own', () => {
  test.each([
    '/bin/bash -o pipefail -c',
    '/bin/bash -eo pipefail -c',
    '/bin/ash -eo pipefail -c',
    'bash --login -euxo pipefail -c',
    '/usr/bin/env bash -c',
    'cmd /S /C',
    'powershell -Command',
    "powershell -NoLogo -ExecutionPolicy Bypass -Command $ErrorActionPreference = 'Stop';",
  ])('tells a secret of its command from one of its arguments: %s', (shell) => {
    const command = secretsOf({ history: steps(`RUN |1 VERSION=3 ${shell} API_TOKEN=hunter2 make # buildkit`) });
    expect(command).toMatchObject([{ kind: 'command', name: 'API_TOKEN' }]);
    const argument = secretsOf({ history: steps(`RUN |1 API_TOKEN=hunter2 ${shell} make`) });
    expect(argument).toMatchObject([
      { kind: 'build-argument', name: 'API_TOKEN', instruction: `RUN |1 API_TOKEN=*** ${shell} make` },
    ]);
  });

  test('is believed of the SHELL it was set by', () => {
    const set = 'SHELL [conda run -n app /bin/bash -c]';
    const history = steps(set, 'RUN |1 VERSION=3 conda run -n app /bin/bash -c API_TOKEN=hunter2 make');
    expect(secretsOf({ history })).toMatchObject([{ kind: 'command', name: 'API_TOKEN' }]);
  });
});

describe('a history, which has no quotes', () => {
  test.each([
    ['RUN |1 DB_PASSWORD=correct horse battery staple /bin/sh -c npm ci', 'RUN |1 DB_PASSWORD=*** /bin/sh -c npm ci'],
    ["RUN |1 DB_PASSWORD=ab&cd;ef'gh /bin/sh -c make # buildkit", 'RUN |1 DB_PASSWORD=*** /bin/sh -c make'],
    ['|2 DB_PASSWORD=correct horse NAME=x y /bin/sh -c make', '|2 DB_PASSWORD=*** NAME=x y /bin/sh -c make'],
    ['|2 DB_PASSWORD=correct a=b horse NAME=x /bin/sh -c make', '|2 DB_PASSWORD=*** /bin/sh -c make'],
    ['|1 DB_PASSWORD=a /bin/sh -c b /bin/sh -c make', '|1 DB_PASSWORD=*** /bin/sh -c make'],
    ['|1 DB_PASSWORD=correct horse make', '|1 DB_PASSWORD=***'],
    ['/bin/sh -c #(nop)  ENV A=b DB_PASSWORD=correct horse', 'ENV A=b DB_PASSWORD=***'],
    ['ENV DB_PASSWORD correct horse', 'ENV DB_PASSWORD ***'],
    ['ARG DB_PASSWORD=$correct horse', 'ARG DB_PASSWORD=***'],
    ['CMD ["serve" "--password" "correct horse"]', 'CMD ["serve", "--password", "***"]'],
  ])('is told without what a value may hold: %s', (createdBy, instruction) => {
    const found = secretsOf({ history: steps(createdBy) });
    expect(found.map((secret) => secret.instruction)).toEqual([instruction]);
  });

  test('ends a value where the configuration ends it, and not where a later step set it', () => {
    const words = 'ENV DB_PASSWORD=correct b=horse PATH=/bin';
    const env = ['PATH=/bin', 'DB_PASSWORD=correct b=horse', 'API_TOKEN=abc def'];
    const history = steps(words, 'ENV OTHER_TOKEN=x API_TOKEN=abc def', 'ENV OTHER_TOKEN=');
    const [, , third] = secretsOf({ env, history });
    expect(third).toMatchObject({ name: 'OTHER_TOKEN', instruction: 'ENV OTHER_TOKEN=***' });
    const spared = secretsOf({ env: ['GPG_KEY=E3FF2839C048B25C084DEBE9B26995E310250568', 'A_TOKEN=x y'], history: [] });
    expect(spared).toMatchObject([{ name: 'A_TOKEN' }]);
  });

  const piece = fc.oneof(
    fc.constantFrom(
      ' ',
      '"',
      "'",
      '&',
      ';',
      '=',
      ' N=',
      ' A_TOKEN=',
      ' /bin/sh -c ',
      '비밀번호',
      '$',
      '|1 ',
      '\\',
      '\n',
      ' #',
      '","',
    ),
    fc.stringMatching(/^[a-z]{4}[0-9]{4}$/),
  );
  const value = fc.array(piece, { minLength: 1, maxLength: 8 }).map((parts) => parts.join(''));

  /** All that a record holds of such a history. */
  function told(secret: string, other: string, isKnown: boolean) {
    const history = [
      { createdBy: `ARG DB_PASSWORD=${secret}`, emptyLayer: true },
      { createdBy: `ENV FIRST=${other} PASSWORD=${secret} LAST=${other}`, emptyLayer: true },
      { createdBy: `LABEL PASSWORD=${secret} LAST=${other}`, emptyLayer: true },
      { createdBy: `RUN |1 DB_PASSWORD=${secret} /bin/sh -c npm ci # buildkit`, emptyLayer: false },
      { createdBy: `|3 A=${other} DB_PASSWORD=${secret} Z=${other} /bin/bash -o pipefail -c make`, emptyLayer: false },
    ];
    const env = isKnown ? [`FIRST=${other}`, `PASSWORD=${secret}`, `LAST=${other}`] : [];
    const labels = isKnown ? { PASSWORD: secret, LAST: other } : {};
    const view = makeView([LAYER, LAYER], { env, labels, history });
    return JSON.stringify([listConfiguredSecrets(view), attributeLayers(view, {}).origins])
      .replaceAll(String.raw`\\`, '\\')
      .replaceAll(String.raw`\"`, '"')
      .replaceAll(String.raw`\n`, '\n');
  }

  test('no four characters of the value of a secret argument stand in the record', () => {
    fc.assert(
      fc.property(value, value, fc.boolean(), (secret, other, isKnown) => {
        const record = told(secret, other, isKnown);
        // What stands there with any other value is no part of this one.
        const always = `${other} /bin/sh -c npm ci /bin/bash -o pipefail -c make ${told('x', other, isKnown)}${told('x', 'y', isKnown)}`;
        for (let at = 0; at + 4 <= secret.length; at++) {
          const part = secret.slice(at, at + 4);
          if (!always.includes(part)) expect(record, part).not.toContain(part);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a history made to cost much', () => {
  test.each([
    [
      'arguments',
      (n: number) => `RUN |${n} ${Array.from({ length: n }, (_, i) => `A${i}_TOKEN=x`).join(' ')} /bin/sh -c x`,
    ],
    ['variables', (n: number) => `ENV ${'A_TOKEN=x '.repeat(n)}`],
    ['shells', (n: number) => `RUN |1 A_TOKEN=x ${'/bin/sh -c '.repeat(n)}`],
    [
      'names in a command',
      (n: number) => `RUN /bin/sh -c ${Array.from({ length: n }, (_, i) => `A${i}_TOKEN=x`).join(' ')}`,
    ],
  ])('one step of many %s is gone through once', (_, words) => {
    const started = cpuMs();
    const env = [`A_TOKEN=${'x A_TOKEN='.repeat(20_000)}y`];
    const found = secretsOf({ env, history: steps(words(20_000)) });
    expect(cpuMs() - started).toBeLessThan(1500);
    expect(found.length).toBeLessThanOrEqual(51);
  });

  test('how many more names a step has is said', () => {
    const names = Array.from({ length: 60 }, (_, i) => `A${i}_TOKEN=x`).join(' ');
    const found = secretsOf({ history: steps(`RUN |60 ${names} /bin/sh -c x`) });
    expect(found).toHaveLength(50);
    expect(found.map(({ more }) => more).filter((more) => more !== undefined)).toEqual([10]);
  });
});
