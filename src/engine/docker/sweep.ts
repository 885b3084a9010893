import type { Swept } from '../contract.ts';
import { type ApiClient, asList, asRecord, asText } from './api-client.ts';
import { ignoring, removeContainer } from './docker-container.ts';

/** Removes what carries all the labels, and every tag of the repository and of those under it. Called twice, it finds nothing. */
export async function sweepEngine(
  api: ApiClient,
  labels: Readonly<Record<string, string>>,
  repository: string,
): Promise<Swept> {
  const filters = {
    filters: JSON.stringify({ label: Object.entries(labels).map(([k, v]) => (v === '' ? k : `${k}=${v}`)) }),
  };
  // No label would mean everything the user has.
  const marked = Object.keys(labels).length > 0;
  const containers = marked ? await sweepContainers(api, filters) : 0;
  const networks = marked ? await sweepNetworks(api, filters) : 0;
  const volumes = marked ? await sweepVolumes(api, filters) : 0;
  return { containers, networks, volumes, images: repository === '' ? 0 : await sweepTags(api, repository) };
}

type Filters = { readonly filters: string };

async function sweepContainers(api: ApiClient, filters: Filters): Promise<number> {
  const found = asList(await api.call('GET', '/containers/json', { query: { all: 1, ...filters } })).map(asRecord);
  const ids = found.map((c) => asText(c['Id'])).filter((id) => id !== undefined);
  await Promise.all(ids.map((id) => removeContainer(api, id)));
  return ids.length;
}

async function sweepNetworks(api: ApiClient, filters: Filters): Promise<number> {
  const found = asList(await api.call('GET', '/networks', { query: filters })).map(asRecord);
  const gone = await Promise.all(
    found.map((n) => ignoring([404], api.call('DELETE', `/networks/${encodeURIComponent(asText(n['Id']) ?? '')}`))),
  );
  return gone.filter(Boolean).length;
}

async function sweepVolumes(api: ApiClient, filters: Filters): Promise<number> {
  const told = asRecord(await api.call('GET', '/volumes', { query: filters }));
  const found = asList(told['Volumes']).map(asRecord);
  const gone = await Promise.all(
    found.map((v) => ignoring([404], api.call('DELETE', `/volumes/${encodeURIComponent(asText(v['Name']) ?? '')}`))),
  );
  return gone.filter(Boolean).length;
}

async function sweepTags(api: ApiClient, repository: string): Promise<number> {
  let count = 0;
  for (const tag of await listTags(api, repository)) {
    const query = { force: 1 };
    if (await ignoring([404], api.call('DELETE', `/images/${encodeURI(tag)}`, { query }))) count += 1;
  }
  return count;
}

/** Every tag of this repository and of the repositories under it. */
export async function listTags(api: ApiClient, repository: string): Promise<readonly string[]> {
  const found = asList(await api.call('GET', '/images/json')).map(asRecord);
  const tags = found.flatMap((image) => asList(image['RepoTags'])).filter((t) => typeof t === 'string');
  return tags.filter((t) => t.startsWith(`${repository}:`) || t.startsWith(`${repository}/`));
}
