import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { digestOf } from '../kit/image.ts';
import { HOSTILE_SUBJECTS } from './cases.ts';
import type { HeldResponse, RegistryMedium } from './contract.ts';

/** A client that trusts everybody: what it can read, a careful one can too; where it is stopped, the play stops it. */
class TrustingClient {
  readonly asked: string[] = [];
  readonly play: RegistryMedium;
  private token: string | undefined;
  private readonly counts = new Map<string, number>();

  constructor(play: RegistryMedium) {
    this.play = play;
  }

  get(url: string, hops = 0): Buffer | undefined {
    if (hops > 12 || !/^https?:/.test(url)) return undefined;
    const response = this.ask(new URL(url));
    const { headers = {}, status } = response;
    const location = headers['location'];
    if (status >= 300 && status < 400) {
      return location === undefined ? undefined : this.get(new URL(location, url).href, hops + 1);
    }
    if (status === 401) return this.signIn(headers['www-authenticate'] ?? '') ? this.get(url, hops + 1) : undefined;
    if (status === 429) return this.get(url, hops + 1);
    if (status !== 200 || response.body?.is !== 'whole') return undefined;
    return headers['content-encoding'] === 'gzip' ? gunzipSync(response.body.bytes) : response.body.bytes;
  }

  private signIn(challenge: string): boolean {
    const realm = /realm="(https?:[^"]*)"/.exec(challenge)?.[1];
    this.token = 'Basic made-up';
    if (realm === undefined) return challenge.startsWith('Basic');
    const answer = this.get(realm, 10);
    if (answer === undefined) return false;
    this.token = `Bearer ${JSON.parse(answer.toString()).token}`;
    return true;
  }

  private ask(url: URL): HeldResponse {
    const key = url.href;
    this.asked.push(key);
    const nth = this.counts.get(key) ?? 0;
    this.counts.set(key, nth + 1);
    const headers: Record<string, string> = { accept: 'application/vnd.oci.image.manifest.v1+json' };
    if (this.token !== undefined) headers['authorization'] = this.token;
    const scheme = url.protocol === 'http:' ? 'http' : 'https';
    return this.play.handle({ scheme, host: url.host, method: 'GET', path: url.pathname, headers, nth });
  }
}

/** Reads one image; undefined where something did not come or is not what its digest says. */
function pulled(client: TrustingClient): readonly Buffer[] | undefined {
  const [, host, name, digest] = /^([^/]+)\/app(?::(\w+)|@(.+))$/.exec(client.play.reference) ?? [];
  const base = `${host?.startsWith('127.') ? 'http' : 'https'}://${host}/v2/app`;
  const bytes = client.get(`${base}/manifests/${name ?? digest}`);
  if (bytes === undefined || (digest !== undefined && digestOf(bytes) !== digest) || bytes[0] !== 0x7b)
    return undefined;
  const manifest = JSON.parse(bytes.toString()) as { config: { digest: string }; layers: [{ digest: string }] };
  const out: Buffer[] = [];
  for (const one of [manifest.config, ...manifest.layers]) {
    const blob = client.get(`${base}/blobs/${one.digest}`);
    if (blob === undefined || digestOf(blob) !== one.digest) return undefined;
    out.push(blob);
  }
  return out;
}

const plays = HOSTILE_SUBJECTS.registry.map((one) => {
  if (one.medium.is !== 'registry') throw new Error(one.id);
  const client = new TrustingClient(one.medium);
  return { ...one, layers: pulled(client), asked: client.asked };
});

describe('registry plays', () => {
  it('give the image wherever the answer is that it is read', () => {
    const readable = plays.filter(({ answer }) => answer.is === 'read');
    expect(readable.length).toBeGreaterThan(8);
    expect(readable.filter(({ layers }) => layers === undefined).map(({ id }) => id)).toEqual([]);
  });

  it('send even a trusting client to what must never be asked', () => {
    const forbidden = plays.filter(({ network }) => (network?.neverAsked ?? []).some((url) => url.startsWith('http')));
    expect(forbidden.length).toBeGreaterThan(12);
    for (const { id, asked, network } of forbidden) {
      const urls = (network?.neverAsked ?? []).map((url) => new URL(url).href);
      expect(
        urls.some((url) => asked.includes(url)),
        id,
      ).toBe(true);
    }
  });

  it('never give whole and right bytes where the digest must not fit', () => {
    const wrong = plays.filter(({ answer }) => answer.is === 'refused' && answer.because === 'digest-mismatch');
    expect(wrong.filter(({ layers }) => layers !== undefined).map(({ id }) => id)).toEqual([]);
  });

  it('name only hosts of the play, in ranges kept for examples or private ones', () => {
    for (const { id, medium } of plays) {
      if (medium.is !== 'registry') continue;
      for (const host of medium.hosts) expect(host.name, id).toMatch(/\.test$|^127\.0\.0\.1:5000$/);
    }
  });
});
