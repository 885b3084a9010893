/** What is known of official base images without asking a registry. Dated and sourced; a wrong row costs a rung, never a wrong verdict: each rung is built. */

export interface BaseFamily {
  /** Repository name without registry and `library/`. */
  readonly repository: string;
  /** Languages whose tools the base brings. */
  readonly brings: readonly string[];
  /** Distributions the tags may name, as they stand in tags. */
  readonly distributions: readonly string[];
  /** Suffix of the light variant that keeps the same libc, if the family has one. */
  readonly lightVariant: 'slim' | undefined;
  /** Environment the image sets and a Dockerfile's text therefore does not show. */
  readonly environment: Readonly<Record<string, string>>;
  /** Unpacked bytes by variant, decimal, rounded; for estimates only. */
  readonly unpackedBytes: Readonly<Partial<Record<Variant, number>>>;
  readonly asOf: string;
  readonly source: string;
}

export type Variant = 'full' | 'slim' | 'alpine';

const DEBIAN = ['trixie', 'bookworm', 'bullseye', 'buster'] as const;

/** Sizes: docker-library/repo-info (compressed, read 2026-11-21) and third-party posts (unpacked, about ±5 %). */
export const BASE_FAMILIES: readonly BaseFamily[] = [
  {
    repository: 'python',
    brings: ['python'],
    distributions: DEBIAN,
    lightVariant: 'slim',
    environment: { PATH: '/usr/local/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' },
    unpackedBytes: { full: 1_020_000_000, slim: 122_000_000, alpine: 48_000_000 },
    asOf: '2026-11-21',
    source: 'docker-library/repo-info',
  },
  {
    repository: 'golang',
    brings: ['go'],
    distributions: DEBIAN,
    lightVariant: undefined,
    environment: {
      GOPATH: '/go',
      PATH: '/go/bin:/usr/local/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    },
    unpackedBytes: { full: 875_000_000, alpine: 250_000_000 },
    asOf: '2026-11-21',
    source: 'docker-library/repo-info',
  },
  {
    repository: 'node',
    brings: ['node'],
    distributions: DEBIAN,
    lightVariant: 'slim',
    environment: {},
    unpackedBytes: { full: 1_120_000_000, slim: 220_000_000, alpine: 155_000_000 },
    asOf: '2026-11-21',
    source: 'docker-library/repo-info',
  },
  {
    repository: 'debian',
    brings: [],
    distributions: DEBIAN,
    lightVariant: 'slim',
    environment: {},
    unpackedBytes: { full: 117_000_000, slim: 74_800_000 },
    asOf: '2026-11-21',
    source: 'docker-library/repo-info',
  },
];
