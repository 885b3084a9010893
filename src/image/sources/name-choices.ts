import { Problem } from '../../model/problem.ts';
import type { ImageConfig } from '../contract.ts';

/** One image of several, as far as its medium says what it is. */
export interface Choice {
  readonly names: readonly string[];
  /** `linux/arm64`; empty where it is not said. */
  readonly platform: string;
  readonly digest: string;
}

/** What a user may name to get one of them: its names and platform; the digest only where those do not tell it from another. */
export function nameChoices(choices: readonly Choice[]): string[] {
  const named = choices.flatMap((choice) => withoutTags(choice).map((name) => ({ name, choice })));
  const texts = named.map(({ name, choice }) => textOf(name, choice));
  return named.map(({ choice }, i) => {
    const text = texts[i] ?? '';
    const isTold = text !== '' && texts.indexOf(text) === i && texts.lastIndexOf(text) === i;
    return isTold ? text : [text, choice.digest].filter((part) => part !== '').join(' ');
  });
}

/** A bare tag says nothing more beside the whole name that ends with it. */
function withoutTags({ names }: Choice): readonly string[] {
  const whole = names.filter((name) => !names.some((other) => other.endsWith(`:${name}`)));
  return whole.length === 0 ? [''] : [...new Set(whole)];
}

function textOf(name: string, { platform }: Choice): string {
  return platform === '' || name === '' ? `${name}${platform}` : `${name} (${platform})`;
}

/** Where nothing beside an image says what it is for, its configuration does. @throws Problem `archive-image-not-found` */
export function checkPlatform(config: ImageConfig, wanted: string | undefined, source: string): void {
  const own = `${config.os}/${config.architecture}`;
  // The configuration's variant is not read: any is taken.
  if (wanted === undefined || config.architecture === '' || wanted === own || wanted.startsWith(`${own}/`)) return;
  throw new Problem('usage', 'archive-image-not-found', { source, wanted, available: [own] });
}
