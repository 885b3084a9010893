import type { ImageView } from '../../image/contract.ts';
import type { SecretRecord } from '../../record/inspection.ts';
import { listMasked, redact } from '../../record/redact.ts';
import { hasPassword, isTelling, isTellingVariable } from './telling.ts';

type History = ImageView['config']['history'];

/**
 * Values that everyone who has the image reads in its configuration: variables, the build arguments that the history tells of each step,
 * and what stands in a command. What is in the configuration itself is not told of the step that set it, too. Cost: linear in both.
 */
export function listConfiguredSecrets({ config, layers }: Pick<ImageView, 'config' | 'layers'>): SecretRecord[] {
  const variables = config.env.flatMap(secretVariable);
  const known = new Set(variables);
  const layerAt = placeSteps(config.history, layers.length);
  const inHistory = config.history.flatMap(({ createdBy }, step) => {
    const words = createdBy.replace(/^\/bin\/(?:ba)?sh -c #\(nop\)\s+/, '').trimStart();
    const layer = layerAt[step];
    return secretsInStep(words)
      .filter(({ kind, name }) => kind !== 'environment-variable' || !known.has(name ?? ''))
      .map((secret): SecretRecord => {
        const instruction = shorten(redact(words));
        return { ...secret, step, instruction, ...(layer !== undefined && { layer }), isHidden: false };
      });
  });
  return [
    ...variables.map((name): SecretRecord => ({ kind: 'environment-variable', name, isHidden: false })),
    ...dropRepeated(inHistory),
  ];
}

/** One variable by its name, where its value opens something. */
function secretVariable(text: string): readonly string[] {
  const at = text.indexOf('=');
  const name = at < 0 ? text : text.slice(0, at);
  const value = at < 0 ? '' : text.slice(at + 1);
  return isTellingVariable({ name, value }) ? [name] : [];
}

/** @param words of one step, without the shell that old builders write before an instruction */
function secretsInStep(words: string): readonly Pick<SecretRecord, 'kind' | 'name'>[] {
  const isVariable = /^ENV\s/.test(words);
  // Arguments of a step stand before its shell: `RUN |2 A=b C=d /bin/sh -c …`.
  const isArgument = (name: string) =>
    /^ARG\s/.test(words) || /^(?:RUN )?\|\d/.test(words.slice(0, 12)) ? isBeforeShell(words, name) : false;
  const { named, rest } = listMasked(words);
  const names = [...new Set(named.filter(isTelling).map(({ name }) => name))];
  const told = names.map((name) => ({
    kind: isVariable ? 'environment-variable' : isArgument(name) ? 'build-argument' : 'command',
    name,
  })) satisfies readonly Pick<SecretRecord, 'kind' | 'name'>[];
  return told.length === 0 && hasPassword(rest) ? [{ kind: 'command' }] : told;
}

function isBeforeShell(words: string, name: string): boolean {
  const shell = words.search(/ \/\S{1,80} -\w{0,8}c /);
  const at = words.indexOf(`${name}=`);
  return at >= 0 && (shell < 0 || at < shell);
}

/** Every step after an ARG tells it again. */
function dropRepeated(secrets: readonly SecretRecord[]): readonly SecretRecord[] {
  const seen = new Set<string>();
  return secrets.filter(({ kind, name }) => {
    const key = `${kind} ${name}`;
    if (name === undefined || !seen.has(key)) {
      seen.add(key);
      return true;
    }
    return false;
  });
}

/** The layer each step made; none where the history does not fit the layers. */
function placeSteps(history: History, layers: number): readonly (number | undefined)[] {
  if (history.filter(({ emptyLayer }) => !emptyLayer).length !== layers) return [];
  let layer = -1;
  return history.map(({ emptyLayer }) => {
    if (emptyLayer) return undefined;
    layer += 1;
    return layer;
  });
}

const MOST_INSTRUCTION = 200;

function shorten(text: string): string {
  return text.length > MOST_INSTRUCTION ? `${text.slice(0, MOST_INSTRUCTION)}…` : text;
}
