import { Problem } from '../../model/problem.ts';
import { parseReference } from '../../model/reference.ts';
import { isDigest } from '../../model/sha256.ts';
import type { Store } from '../contract.ts';
import { type ApiClient, asList, asRecord, asText, isRefusal } from './api-client.ts';
import { ignoring } from './docker-container.ts';
import type { DockerLink } from './docker-engine.ts';

/** The engine's images through its API. Pulls nothing. */
export function createDockerStore(link: DockerLink): Store {
  const { api } = link;
  return {
    has: async (image) => (await inspect(api, image)) !== undefined,
    async tag(image, as) {
      const name = parseReference(as);
      if (name === undefined || name.digest !== undefined)
        throw new Problem('usage', 'bad-name', { of: 'image', name: as });
      const tag = name.tag ?? 'latest';
      const repo = name.tag === undefined ? as : as.slice(0, -(name.tag.length + 1));
      await known(image, api.call('POST', `/images/${pathOf(image)}/tag`, { query: { repo, tag } }));
    },
    async remove(image) {
      await ignoring([404], api.call('DELETE', `/images/${pathOf(image)}`, { query: { force: 1 } }));
    },
    async save(image, signal) {
      // The engine answers 200 for an image it has not and then breaks off, so it is asked first.
      if ((await inspect(api, image)) === undefined) throw await tellMissing(api, image);
      return (await api.open('GET', `/images/${pathOf(image)}/get`, { signal })).body;
    },
    load: async (archive) =>
      loadedNames(await api.lines('POST', '/images/load', { query: { quiet: 1 }, tar: archive })),
    inspect: (image) => inspect(api, image),
  };
}

/** Engines tell some failures in the middle of an answer that began well. */
function loadedNames(lines: readonly unknown[]): readonly string[] {
  const said = lines.map((line) => asText(asRecord(line)['stream'])?.trim() ?? '');
  const failed = lines.map((line) => asText(asRecord(line)['error'])).find((error) => error !== undefined);
  const reason = failed ?? said.find((text) => text.startsWith('Error'));
  const names = said.flatMap((text) => /^Loaded image(?: ID)?: (\S+)$/m.exec(text)?.[1] ?? []);
  if (reason === undefined && names.length > 0) return names;
  throw new Problem('world', 'image-not-loaded', { reason: reason ?? 'the archive holds no image' });
}

async function known<T>(image: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (isRefusal(error, 404)) throw new Problem('world', 'image-not-found', { image });
    throw error;
  }
}

/** A name as a piece of a path. @throws Problem `bad-name` for what is neither a reference nor an id */
function pathOf(image: string): string {
  if (!isDigest(image) && !/^[0-9a-f]{12,64}$/.test(image) && parseReference(image) === undefined) {
    throw new Problem('usage', 'bad-name', { of: 'image', name: image });
  }
  return encodeURI(image);
}

/** What the engine has of the same name is told with it: a mistyped tag is the likeliest cause. */
async function tellMissing(api: ApiClient, image: string): Promise<Problem> {
  const wanted = parseReference(image);
  const query = { filters: JSON.stringify({ reference: [nameOf(wanted)] }) };
  const listed = wanted === undefined ? [] : await api.call('GET', '/images/json', { query }).catch(() => []);
  const all = asList(listed).flatMap((one) => asList(asRecord(one)['RepoTags']).map(asText));
  const tags = all.filter((tag) => tag !== undefined && nameOf(parseReference(tag)) === nameOf(wanted));
  const known = tags.toSorted() as string[];
  return new Problem('world', 'image-not-found', known.length === 0 ? { image } : { image, tags: known });
}

function nameOf(reference: ReturnType<typeof parseReference>): string {
  if (reference === undefined) return '';
  const { host, repository } = reference;
  return host === undefined || host === 'docker.io' ? repository : `${host}/${repository}`;
}

async function inspect(api: ApiClient, image: string): ReturnType<Store['inspect']> {
  let told: Readonly<Record<string, unknown>>;
  try {
    told = asRecord(await api.call('GET', `/images/${pathOf(image)}/json`));
  } catch (error) {
    if (isRefusal(error, 404)) return undefined;
    throw error;
  }
  const id = asText(told['Id']) ?? '';
  if (!isDigest(id)) return undefined;
  return { id, config: asOciConfig(told) };
}

/** The engine's words in the shape of an image's own configuration (OCI image spec), as far as it tells them. */
function asOciConfig(told: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const variant = asText(told['Variant']);
  return {
    architecture: asText(told['Architecture']) ?? '',
    os: asText(told['Os']) ?? '',
    ...(variant === undefined ? {} : { variant }),
    config: told['Config'] ?? {},
    rootfs: { type: 'layers', diff_ids: asList(asRecord(told['RootFS'])['Layers']) },
  };
}
