import { formatReference, parseReference, type Reference } from '../model/reference.ts';
import { BASE_FAMILIES, type BaseFamily, type Variant } from './families.ts';

export interface BaseFacts {
  readonly name: string;
  readonly reference: Reference;
  readonly family: BaseFamily;
  readonly variant: Variant;
  /** Unpacked bytes to expect; estimated. */
  readonly unpackedBytes: number | undefined;
}

/** What a FROM's name tells; undefined where the family is unknown or the tag follows no known pattern. */
export function describeBase(name: string): BaseFacts | undefined {
  const reference = parseReference(name);
  const family = BASE_FAMILIES.find((f) => isFamily(reference, f));
  if (reference === undefined || family === undefined) return undefined;
  const words = (reference.tag ?? 'latest').split('-');
  const variant = words.some((w) => w.startsWith('alpine')) ? 'alpine' : words.includes('slim') ? 'slim' : 'full';
  return { name, reference, family, variant, unpackedBytes: family.unpackedBytes[variant] };
}

/** Official images are also served under `library/` by mirrors that keep the official path. */
function isFamily(reference: Reference | undefined, family: BaseFamily): boolean {
  const repository = reference?.repository;
  return (
    repository === family.repository || (reference?.host !== undefined && repository === `library/${family.repository}`)
  );
}

/**
 * The light variant of a full base with the same version and distribution: `python:3.11` → `python:3.11-slim`,
 * `python:3.11-bookworm` → `python:3.11-slim-bookworm`. Undefined where it is light already, pinned by digest (another digest
 * would have to be looked up) or has no such variant.
 */
export function lightVariantOf(base: BaseFacts): string | undefined {
  const { reference, family, variant } = base;
  if (variant !== 'full' || family.lightVariant === undefined || reference.digest !== undefined) return undefined;
  const words = (reference.tag ?? '').split('-').filter((w) => w !== '' && w !== 'latest');
  const distributions = words.filter((w) => family.distributions.includes(w));
  const versions = words.filter((w) => !family.distributions.includes(w));
  if (versions.length > 1 || versions.some((w) => !/^\d+(?:\.\d+){0,2}$/.test(w))) return undefined;
  const slimFirst = family.repository !== 'debian';
  const tag = slimFirst
    ? [...versions, family.lightVariant, ...distributions]
    : [...versions, ...distributions, family.lightVariant];
  return formatReference({ ...reference, tag: tag.join('-') });
}
