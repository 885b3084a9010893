import { describe, expect, test } from 'vitest';
import { diffConfig } from './diff-config.ts';

const image = (config: object) => ({ raw: { config } }) as Parameters<typeof diffConfig>[0];

describe('a difference of configurations', () => {
  test('hides a secret of a command as far as its word goes, and still sees that it is another', () => {
    const [before, after] = ['correct horse', 'battery staple'].map((password) =>
      image({
        Cmd: ['serve', '--password', password],
        Healthcheck: { Test: ['CMD', 'ask', `--token=${password}`] },
        OnBuild: [`ENV DB_PASSWORD=${password}`],
        Env: [`DB_PASSWORD=${password}`],
        Labels: { 'org.test.secret': password },
      }),
    );
    const found = diffConfig(before as never, after as never);
    expect(found.map(({ field }) => field)).toEqual([
      'Cmd',
      'Env.DB_PASSWORD',
      'Healthcheck',
      'Labels.org.test.secret',
      'OnBuild',
    ]);
    expect(JSON.stringify(found)).not.toMatch(/correct|horse|battery|staple/);
    expect(found[0]).toMatchObject({ before: '["serve","--password","***"]', after: '["serve","--password","***"]' });
  });

  test('shows what is no secret', () => {
    expect(diffConfig(image({ Cmd: ['serve', '--port', '80'] }), image({ Cmd: ['serve'] }))).toEqual([
      { field: 'Cmd', before: '["serve","--port","80"]', after: '["serve"]' },
    ]);
  });
});
