import type { SourceFacts } from '../facts/source-facts.ts';
import type { Finding, Rule } from './contract.ts';
import { RULES } from './registry.ts';

export interface Judged {
  readonly rule: Rule;
  readonly finding: Finding;
}

/** What every rule in force finds, in the order of the registry and of the file. Cost: a few passes over the Dockerfile and the names of the context. */
export function checkRules(facts: SourceFacts): readonly Judged[] {
  return RULES.filter((rule) => rule.state !== 'retired').flatMap((rule) =>
    rule.check(facts).map((finding) => ({ rule, finding })),
  );
}
