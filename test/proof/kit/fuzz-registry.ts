import { parseChallenge } from '../../../src/image/registry/parse-challenge.ts';
import { readCredentials } from '../../../src/image/registry/read-credentials.ts';
import { parseImageName } from '../../../src/model/image-name.ts';
import { parseReference } from '../../../src/model/reference.ts';
import { HOSTILE_CASES } from '../../held/hostile/cases.ts';
import { Refusal, type Seed, type Seeds } from './fuzz-contract.ts';
import { mutate, mutateJson, type Random } from './mutate.ts';

const CHALLENGES = [
  'Bearer realm="https://auth.test/token",service="registry.test",scope="repository:a/b:pull"',
  'Basic realm="x", Bearer realm="https://auth.test/\\"t\\"", error=insufficient_scope',
  'Negotiate, Digest qop="auth,auth-int", nonce=abc, Basic',
];

const CONFIGS = [
  { auths: { 'registry.test': { auth: 'bWFkZTp1cA==' }, 'https://registry.test/v1/': { identitytoken: 'made up' } } },
  { credHelpers: { 'registry.test': 'fake' }, credsStore: 'other', auths: { 'registry.test': { username: 'a' } } },
];

/** What registries answer and people type and configure. */
export function fuzzedRegistry(): Seeds {
  const names = HOSTILE_CASES.flatMap(({ id, medium }) =>
    medium.is === 'name' && medium.text.length < 200_000 ? [{ id, text: medium.text }] : [],
  );
  const references = ['python:3.12-slim', `registry.test:5000/a/b@sha256:${'0'.repeat(64)}`, '[::1]:80/x:y'];
  return {
    name: [...names, ...references.map((text) => ({ id: text, text }))].map(({ id, text }) =>
      ofText(id, text, (changed) => parseImageName(changed)),
    ),
    reference: references.map((text) => ofText(text, text, (changed) => parseReference(changed))),
    challenge: CHALLENGES.map((text, i) => ofText(`header ${i}`, text, (changed) => parseChallenge(changed))),
    credentials: CONFIGS.map((config, i) => ({ name: `config ${i}`, read: (random) => credentials(config, random) })),
  };
}

function ofText(name: string, text: string, read: (text: string) => unknown): Seed {
  return {
    name,
    read(random) {
      const changed = mutate(Buffer.from(text, 'latin1'), random);
      if (read(changed.toString(random() < 0.5 ? 'utf8' : 'latin1')) === undefined) throw new Refusal('no-such-text');
    },
  };
}

/** The file, and what a helper answers. */
async function credentials(config: object, random: Random): Promise<void> {
  const change = (document: object) => {
    const text = Buffer.from(JSON.stringify(mutateJson(document, random)));
    return (random() < 0.5 ? text : mutate(text, random)).toString('utf8');
  };
  const found = await readCredentials('registry.test', {
    configs: [async () => change(config), async () => undefined, async () => change(config)],
    askHelper: async () => (random() < 0.3 ? undefined : change({ Username: '<token>', Secret: 'made up' })),
  });
  if (found === undefined) throw new Refusal('no-credentials');
}
