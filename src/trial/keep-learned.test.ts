import { expect, it } from 'vitest';
import { goodApp, input, tryOut } from '../../test/kit/verify-baseline.ts';
import type { ProbeSet } from '../verify/contract.ts';
import { discoverProbes, getProbe } from '../verify/discover-probes.ts';
import { withoutSettings, withSettings } from './keep-learned.ts';

const ask = (key: string) => ({
  ...getProbe('/', 'config'),
  http: { method: 'GET', path: '/', headers: { 'x-api-key': key }, body: `${key}-body` },
  demands: { text: `${key}-text`, json: { '$.key': `${key}-json` } },
});
const configured: Partial<ProbeSet> = {
  env: { DB_PASSWORD: 'hunter2-env' },
  services: [{ name: 'db', image: 'db', env: { PASSWORD: 'hunter2-db' } }],
  command: ['serve', '--password', 'hunter2-command'],
  userTest: ['./test', '--token', 'hunter2-test'],
  probes: [
    ask('hunter2-one'),
    ask('hunter2-two'),
    {
      ...getProbe('/', 'config'),
      id: 'ws /',
      kind: 'ws',
      http: undefined,
      ws: { path: '/', headers: { 'x-api-key': 'hunter2-ws' }, subprotocol: 'hunter2-sub' },
    },
  ],
};

it('writes nothing down that is in the configuration, and has all of it again when it is read', async () => {
  const { baseline } = await tryOut(goodApp, discoverProbes({ ...input }));
  const set = discoverProbes({ ...input, configured });
  expect(set.probes.slice(0, 2).map((p) => p.id)).toEqual(['GET /', 'GET / (2)']);
  const learned = { baseline: { ...baseline, set }, closure: [] };
  const written = JSON.stringify(withoutSettings(learned));
  expect(written).not.toContain('hunter2');
  expect(withSettings(JSON.parse(written), configured)).toEqual(learned);
});
