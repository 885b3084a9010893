import type { Reference } from '../../model/reference.ts';
import { isPrivateAddress } from './is-private-address.ts';

/** Where an image's registry answers. */
export interface RegistryPlace {
  /** As the user's configuration names it: `registry.example:5000`, `docker.io`. */
  readonly host: string;
  readonly base: URL;
  readonly repository: string;
  /** A tag or a digest. */
  readonly reference: string;
  /** It stands on this machine or in a private network, so that its answers may lead there too. */
  readonly isPrivate: boolean;
}

/** The registry of names without a host, as configurations call it. */
export const HUB = 'docker.io';
/** Where it answers. */
const HUB_API = `registry-1.${HUB}`;
/** All its names. */
export const HUB_HOSTS: ReadonlySet<string> = new Set([HUB, `index.${HUB}`, HUB_API]);

/** @param isInsecure plain HTTP also beyond this machine */
export function placeOf(name: Reference, isInsecure = false): RegistryPlace {
  const isHub = name.host === undefined || HUB_HOSTS.has(name.host);
  const host = isHub ? HUB : (name.host ?? '');
  const repository = isHub && !name.repository.includes('/') ? `library/${name.repository}` : name.repository;
  const scheme = isInsecure || isLoopback(host) ? 'http' : 'https';
  return {
    host,
    base: new URL(`${scheme}://${isHub ? HUB_API : host}/v2/`),
    repository,
    reference: name.digest ?? name.tag ?? 'latest',
    isPrivate: isLoopback(host) || isPrivateAddress(hostnameOf(host)),
  };
}

function hostnameOf(host: string): string {
  return host.replace(/:\d+$/, '');
}

function isLoopback(host: string): boolean {
  const name = hostnameOf(host);
  return name === 'localhost' || name.endsWith('.localhost') || /^127\.\d+\.\d+\.\d+$/.test(name);
}
