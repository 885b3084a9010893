import { afterAll, describe, expect, test } from 'vitest';
import { nodeInflater } from '../../../src/adapters/blobs/node-inflater.ts';
import { openRegistryImage } from '../../../src/image/registry/open-registry.ts';
import { makeRegistryClient } from '../../../src/image/registry/registry-client.ts';
import { placeOf } from '../../../src/image/registry/registry-url.ts';
import { parseReference } from '../../../src/model/reference.ts';
import { HOSTILE_CASES } from '../../held/hostile/cases.ts';
import type { HostileCase, RegistryMedium } from '../../held/hostile/contract.ts';
import { playWorld, type Seen } from '../../kit/registry-play.ts';
import { compare, type Outcome, readView, refusalOf } from './judge-images.ts';

const SECRET = { is: 'password', user: 'held', password: 'held-secret' } as const;

const CASES = HOSTILE_CASES.flatMap((item) =>
  item.medium.is === 'registry' ? [{ name: `${item.number} ${item.id}`, item, medium: item.medium }] : [],
);
const right = new Set<string>();
afterAll(() => console.log(`hostile registries: ${right.size} of ${CASES.length} answered as stated`));

async function pull(medium: RegistryMedium): Promise<{ readonly outcome: Outcome; readonly seen: Seen }> {
  const { seen, ...world } = playWorld(medium.hosts, medium.handle);
  const reference = parseReference(medium.reference);
  if (reference === undefined) throw new Error(`${medium.reference} is no reference`);
  const place = placeOf(reference);
  const credentials = async (host: string) => (medium.credentialsFor?.includes(host) ? SECRET : undefined);
  const client = makeRegistryClient(place, { ...world, credentials });
  try {
    const view = await openRegistryImage(client, place, 'linux/amd64', nodeInflater(''));
    return { outcome: await readView(view), seen };
  } catch (error) {
    return { outcome: refusalOf(error), seen };
  }
}

/** @returns what the hosts saw and should not have */
function judgeNetwork({ network, ceilings }: HostileCase, seen: Seen): readonly string[] {
  const asked = seen.requests.flatMap(({ url }) =>
    (network?.neverAsked ?? []).filter((start) => url.startsWith(start)),
  );
  const sent = (network?.neverSent ?? []).filter(({ host, header }) =>
    seen.requests.some((request) => request.host === host && request.headers[header] !== undefined),
  );
  const most = network?.mostRequests ?? Number.POSITIVE_INFINITY;
  const longest = (ceilings?.seconds ?? Number.POSITIVE_INFINITY) * 1000;
  return [
    ...asked.map((url) => `asked ${url}`),
    ...sent.map(({ host, header }) => `sent ${header} to ${host}`),
    ...(seen.requests.length > most ? [`${seen.requests.length} requests`] : []),
    ...(seen.nowMs > longest ? [`took ${seen.nowMs / 1000} s`] : []),
  ];
}

describe('hostile registries', () => {
  test.each(CASES)('$name', async ({ name, item, medium }) => {
    const { outcome, seen } = await pull(medium);
    expect([...compare(item.answer, outcome), ...judgeNetwork(item, seen)]).toEqual([]);
    right.add(name);
  });
});
