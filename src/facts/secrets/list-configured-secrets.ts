import type { ImageView } from '../../image/contract.ts';
import type { SecretRecord } from '../../record/inspection.ts';
import { listMasked, type MaskedValue } from '../../record/redact.ts';
import { hideValues, listMembers, maskStep, trustedPairs } from '../lines/mask-step.ts';
import { listMaskedWords } from '../lines/mask-words.ts';
import { placeSteps } from '../lines/place-steps.ts';
import { readSteps, type Step } from '../lines/read-steps.ts';
import { hasPassword, isTelling, isTellingVariable } from './telling.ts';

/** Of one step. */
const MOST_NAMES = 50;

/** What is told of one value, wherever it stands. */
type Told = Pick<SecretRecord, 'kind' | 'name'>;

/**
 * Values that everyone who has the image reads in its configuration: variables, the build arguments that the history tells of each step,
 * and what stands in a command. What is in the configuration itself is not told of the step that set it, too. Cost: linear in both.
 */
export function listConfiguredSecrets({ config, layers }: Pick<ImageView, 'config' | 'layers'>): SecretRecord[] {
  const seen = new Set<string>();
  // Every step after an ARG tells it again.
  const isNew = ({ kind, name }: Told) => {
    if (name === undefined) return true;
    const key = `${kind} ${name}`;
    return !seen.has(key) && seen.add(key) !== undefined;
  };
  const own = config.env.flatMap(secretVariable).filter(isNew);
  const places = placeSteps(config.history, layers.length) ?? [];
  const inHistory = readSteps(config).flatMap((step, i): SecretRecord[] => {
    const found = secretsInStep(step).filter(isNew);
    if (found.length === 0) return [];
    const layer = places[i];
    const where = { step: i, instruction: shorten(maskStep(step)), ...(layer !== undefined && { layer }) };
    const more = found.length - MOST_NAMES;
    return found
      .slice(0, MOST_NAMES)
      .map((secret, n) => ({
        ...secret,
        ...where,
        ...(more > 0 && n === MOST_NAMES - 1 && { more }),
        isHidden: false,
      }));
  });
  return [...own.map((secret): SecretRecord => ({ ...secret, isHidden: false })), ...inHistory];
}

/** One variable, where its value opens something. */
function secretVariable(text: string): readonly Told[] {
  const at = text.indexOf('=');
  const name = at < 0 ? text : text.slice(0, at);
  const value = at < 0 ? '' : text.slice(at + 1);
  return isTellingVariable({ name, value }) ? [{ kind: 'environment-variable', name }] : [];
}

const KINDS: Readonly<Record<string, SecretRecord['kind']>> = {
  ENV: 'environment-variable',
  ARG: 'build-argument',
  RUN: 'build-argument',
};

function secretsInStep(step: Step): readonly Told[] {
  const { keyword, pairs } = step;
  const kind = KINDS[keyword] ?? 'command';
  const told = trustedPairs(step)
    .filter(isTellingVariable)
    // Behind the first shell it may be the command's own.
    .map(({ name, start }): Told => ({ kind: keyword === 'RUN' && start >= step.commandAt ? 'command' : kind, name }));
  if (keyword !== 'RUN' && pairs.length > 0) return told;
  const isAlone = told.length === 0;
  const members = listMembers(step);
  if (members !== undefined) return secretsInWords(members);
  const { shown, commandAt } = hideValues(step);
  const { named, rest } = listMasked(shown.slice(commandAt));
  return [...told, ...secretsIn(named, isAlone && hasPassword(rest))];
}

function secretsInWords(words: readonly string[]): readonly Told[] {
  const { named, rest } = listMaskedWords(words);
  return secretsIn(named, rest.some(hasPassword));
}

/** @param isMore whether there is one without a name, which is told alone */
function secretsIn(named: readonly MaskedValue[], isMore: boolean): readonly Told[] {
  const told = named.filter(isTelling).map(({ name }): Told => ({ kind: 'command', name }));
  return told.length === 0 && isMore ? [{ kind: 'command' }] : told;
}

const MOST_INSTRUCTION = 200;

function shorten(text: string): string {
  return text.length > MOST_INSTRUCTION ? `${text.slice(0, MOST_INSTRUCTION)}…` : text;
}
