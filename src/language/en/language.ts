import type { Catalogue } from '../contract.ts';

export const languageSentences = {
  'unknown-language': (a, w) => `there is no language "${a.given}"; known: ${w.list(a.known)}`,
} satisfies Partial<Catalogue>;
