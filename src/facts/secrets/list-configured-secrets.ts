import type { ImageConfig, ImageView } from '../../image/contract.ts';
import type { SecretRecord } from '../../record/inspection.ts';
import { listMasked, type MaskedValue } from '../../record/redact.ts';
import { shorten } from '../../record/shorten.ts';
import { hideValues, listMembers, maskStep, trustedPairs } from '../lines/mask-step.ts';
import { listMaskedWords } from '../lines/mask-words.ts';
import { placeSteps } from '../lines/place-steps.ts';
import { readSteps, type Step } from '../lines/read-steps.ts';
import { splitVariable } from '../split-variable.ts';
import { hasPassword, isTelling, isTellingVariable } from './telling.ts';

/** Of one step. */
const MOST_NAMES = 50;

interface Found extends Pick<SecretRecord, 'kind' | 'name'> {
  /** Never told: by it one value in two commands is known. */
  readonly value?: string;
}

/**
 * Values that everyone who has the image reads in its configuration: variables, labels, commands, the build arguments that the history tells of
 * each step. What is in the configuration itself is not told of the step that set it, too. Cost: linear in both.
 */
export function listConfiguredSecrets({ config, layers }: Pick<ImageView, 'config' | 'layers'>): SecretRecord[] {
  const isNew = newOnes();
  const { commands, found } = secretsInConfig(config);
  const own = found.filter(isNew);
  const places = placeSteps(config.history, layers.length) ?? [];
  const steps = readSteps(config);
  const triggers = new Set(config.onBuild);
  const last = new Map(steps.map(({ keyword }, i) => [keyword, i]));
  const inHistory = steps.flatMap((step, i): SecretRecord[] => {
    if (step.keyword === 'ONBUILD' && triggers.has(step.command)) return [];
    // What the configuration has is of the last step of its kind.
    const told = last.get(step.keyword) === i ? (commands.get(step.keyword) ?? []) : [];
    const isTold = (one: Found) => told.some(({ name }) => name === one.name);
    const fresh = secretsInStep(step).filter((one) => !isTold(one) && isNew(one));
    if (fresh.length === 0) return [];
    const layer = places[i];
    const where = {
      step: i,
      instruction: shorten(maskStep(step), MOST_INSTRUCTION),
      ...(layer !== undefined && { layer }),
    };
    const more = fresh.length - MOST_NAMES;
    return fresh.slice(0, MOST_NAMES).map((one, n) => ({
      ...nameIt(one),
      ...where,
      ...(more > 0 && n === MOST_NAMES - 1 && { more }),
      isHidden: false,
    }));
  });
  return [...own.map((one): SecretRecord => ({ ...nameIt(one), isHidden: false })), ...inHistory];
}

/** Every step after an ARG tells it again; what commands call alike may be several secrets. */
function newOnes(): (one: Found) => boolean {
  const seen = new Set<string>();
  return ({ kind, name, value = '' }) => {
    if (name === undefined) return true;
    const key = `${kind} ${name} ${kind === 'command' ? value : ''}`;
    return !seen.has(key) && seen.add(key) !== undefined;
  };
}

function nameIt({ kind, name }: Found): Pick<SecretRecord, 'kind' | 'name'> {
  return { kind, ...(name !== undefined && { name }) };
}

function secretsInConfig({ env, labels, cmd, entrypoint, healthcheck = [], onBuild = [] }: ImageConfig) {
  const commands = new Map([
    ['ENTRYPOINT', secretsInWords(entrypoint)],
    ['CMD', secretsInWords(cmd)],
    ['HEALTHCHECK', secretsInWords(healthcheck)],
  ]);
  const named = Object.entries(labels).filter(([name, value]) => isTellingVariable({ name, value }));
  const found: readonly Found[] = [
    ...env.flatMap(secretVariable),
    ...named.map(([name]): Found => ({ kind: 'label', name })),
    ...[...commands.values()].flat(),
    ...onBuild.flatMap((text) => secretsInWords([text])),
  ];
  return { commands, found };
}

/** One variable, where its value opens something. */
function secretVariable(text: string): readonly Found[] {
  const variable = splitVariable(text);
  return isTellingVariable(variable) ? [{ kind: 'environment-variable', name: variable.name }] : [];
}

const KINDS: Readonly<Record<string, SecretRecord['kind']>> = {
  ENV: 'environment-variable',
  ARG: 'build-argument',
  LABEL: 'label',
  RUN: 'build-argument',
};

function secretsInStep(step: Step): readonly Found[] {
  const { keyword, pairs } = step;
  const kind = KINDS[keyword] ?? 'command';
  const told = trustedPairs(step)
    .filter(isTellingVariable)
    // Behind the first shell it may be the command's own.
    .map(({ name, value, start }): Found => {
      const isOfCommand = keyword === 'RUN' && start >= step.commandAt;
      return { kind: isOfCommand ? 'command' : kind, name, value };
    });
  if (keyword !== 'RUN' && pairs.length > 0) return told;
  const isAlone = told.length === 0;
  const members = listMembers(step);
  if (members !== undefined) return secretsInWords(members);
  const { shown, commandAt } = hideValues(step);
  const { named, rest } = listMasked(shown.slice(commandAt));
  return [...told, ...secretsIn(named, isAlone && hasPassword(rest))];
}

function secretsInWords(words: readonly string[]): readonly Found[] {
  const { named, rest } = listMaskedWords(words);
  return secretsIn(named, rest.some(hasPassword));
}

/** @param isMore whether there is one without a name, which is told alone */
function secretsIn(named: readonly MaskedValue[], isMore: boolean): readonly Found[] {
  const told = named.filter(isTelling).map(({ name, value }): Found => ({ kind: 'command', name, value }));
  return told.length === 0 && isMore ? [{ kind: 'command' }] : told;
}

const MOST_INSTRUCTION = 200;
