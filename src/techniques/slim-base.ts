import { lightVariantOf } from '../bases/describe-base.ts';
import type { SourceFacts } from '../facts/source-facts.ts';
import { message } from '../model/message.ts';
import { type Applies, NO_EDIT, type Technique, type TechniqueEdit, YES } from './contract.ts';

declare module '../model/message.ts' {
  interface Messages {
    'base-has-no-light-variant': { base: string };
  }
}

/** The same version of the same distribution, without compilers and headers. */
export const slimBase = {
  id: 'slim-base',
  group: 'trunk',
  after: ['context-trimmed'],
  serves: ['R03'],
  applies,
  edit,
} satisfies Technique;

function applies(facts: SourceFacts): Applies {
  return slimWord(facts) === undefined
    ? { is: 'no', because: message('base-has-no-light-variant', { base: facts.shippedChain[0].base.name }) }
    : YES;
}

function edit(facts: SourceFacts): TechniqueEdit {
  const text = slimWord(facts);
  return text === undefined ? NO_EDIT : { dockerfile: [{ range: facts.shippedChain[0].base.range, text }] };
}

/** A variable in the name stays a variable: only a suffix can be put behind it. */
function slimWord(facts: SourceFacts): string | undefined {
  const { base } = facts.shippedChain[0];
  const light = base.facts && lightVariantOf(base.facts);
  if (light === undefined || !base.text.includes('$')) return light;
  return light.startsWith(base.name) ? base.text + light.slice(base.name.length) : undefined;
}
