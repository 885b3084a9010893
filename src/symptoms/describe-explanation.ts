import type { ExplanationRecord } from '../record/explanation.ts';
import { redactLines } from '../record/redact.ts';
import type { Rule } from '../rules/contract.ts';
import type { Symptom } from './contract.ts';
import { explainLine, findSymptoms } from './explain-log.ts';
import { findByWords } from './find-by-words.ts';
import { readLines } from './read-lines.ts';
import { SYMPTOMS } from './registry.ts';

type Named = ExplanationRecord['symptoms'][number];

const LAST_LINES = 5;
const LINE_LENGTH = 300;

/** @param log decoded; what looks like a secret is hidden first @param unreadBytes in front of it */
export function describeLog(log: string, unreadBytes: number): ExplanationRecord {
  // Hidden first: neither what is quoted nor what a message is told about may hold a secret.
  const clean = redactLines(log).join('\n');
  const symptoms = findSymptoms(clean).map(({ symptom: id, message, cure, evidence, line }) => ({
    id,
    message,
    ...(cure === undefined ? {} : { cure }),
    ...(evidence === undefined ? {} : { evidence }),
    ...(line === undefined ? {} : { line }),
    ...relatedOf(SYMPTOMS.find((s) => s.id === id)),
  }));
  const lines = symptoms.length > 0 ? [] : readLines(clean).slice(-LAST_LINES);
  const lastLines = lines.map(({ shown }) => shown.slice(0, LINE_LENGTH));
  return { ...EMPTY, of: 'log', symptoms, lastLines, unreadBytes };
}

/** @param words a line of a log, what users call a failure, or the name of a symptom or a rule */
export function describeWords(words: string, rules: readonly Rule[]): ExplanationRecord {
  const name = words.trim().toLowerCase();
  const rule = rules.find((r) => r.id === name || r.aliases.some((alias) => alias.toLowerCase() === name));
  if (rule !== undefined) return { ...EMPTY, rules: [pageOf(rule)], symptoms: symptomsOf(rule).map(describeSymptom) };
  const asLog = describeLog(words, 0);
  if (asLog.symptoms.length > 0) return asLog;
  return { ...EMPTY, symptoms: findByWords(words).map(describeSymptom) };
}

const EMPTY: ExplanationRecord = {
  schema: 'plimsoll.dev/explain/1',
  of: 'words',
  symptoms: [],
  rules: [],
  lastLines: [],
  unreadBytes: 0,
};

/** As its page has it: told of the first of the lines that show it. */
export function describeSymptom(symptom: Symptom): Named {
  const [line] = symptom.examples;
  const { message, cure } = symptom.told ?? explainLine(line?.split('\n').at(-1) ?? '') ?? { message: undefined };
  if (message === undefined) throw new Error(`${symptom.id} does not read its own example`);
  return {
    id: symptom.id,
    message,
    ...(cure === undefined ? {} : { cure }),
    ...(line === undefined ? {} : { evidence: line }),
    ...relatedOf(symptom),
  };
}

function relatedOf(symptom: Symptom | undefined): Pick<Named, 'rules' | 'techniques'> {
  return {
    rules: [...(symptom?.related?.rules ?? [])],
    techniques: [...(symptom?.related?.techniques ?? [])],
  };
}

function symptomsOf(rule: Rule): readonly Symptom[] {
  return SYMPTOMS.filter((s) => s.related?.rules?.includes(rule.id) === true);
}

function pageOf({ id, about, resolvedBy }: Rule): ExplanationRecord['rules'][number] {
  const page = { id, why: about.why, whenToIgnore: about.whenToIgnore, figures: about.saving };
  return resolvedBy === undefined ? page : { ...page, resolvedBy };
}
