import type { Catalogue } from '../contract.ts';

export const configSentences = {
  'config-not-yaml': (a) => `${a.file}:${a.line} is not readable YAML: ${a.problem}`,
  'config-invalid': (a) => {
    const place = `${a.file}:${a.line}:`;
    if (a.expected === 'never') return `${place} there is no setting ${a.path}`;
    if (a.received === 'undefined') return `${place} ${a.path} is missing; it must be ${a.expected}`;
    return `${place} ${a.path} must be ${a.expected === '' ? 'something else' : a.expected}, not ${a.received}`;
  },
  'quantity-invalid': (a) => `${a.flag} does not understand "${a.value}"; write it like ${a.example}`,
} satisfies Partial<Catalogue>;
