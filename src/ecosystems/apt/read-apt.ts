import type { ArgWord } from '../contract.ts';

export interface AptInstall {
  /** Named packages without version or release suffix; words that could not be read make `readable` false. */
  readonly packages: readonly string[];
  readonly readable: boolean;
}

/** `apt-get install`, `apt install`; undefined for any other command. */
export function readAptInstall(words: readonly ArgWord[]): AptInstall | undefined {
  const program = words[0]?.text?.split('/').at(-1);
  if (program !== 'apt-get' && program !== 'apt') return undefined;
  const rest = words.slice(1);
  const plain = rest.filter((w) => !w.text?.startsWith('-'));
  if (plain[0]?.text !== 'install') return undefined;
  const named = plain.slice(1);
  return {
    packages: named.flatMap((w) => (w.text === undefined ? [] : [w.text.replace(/[=/].*$/, '')])),
    readable: named.every((w) => w.text !== undefined) && !rest.some((w) => w.text === '-o' || w.text === '-t'),
  };
}
