import type { Language } from '../language/contract.ts';
import { message } from '../model/message.ts';
import type { LadderRow } from './ladder-rows.ts';

/** What a rung is called; null = the image as found. */
export function sayTechnique(technique: string | null, language: Language): string {
  return language.say(
    technique === null ? message('report-as-found', {}) : message('report-technique', { id: technique }),
  );
}

/** One word on building and running it. */
export function sayState(row: LadderRow, language: Language): string {
  return row.state === 'as-before'
    ? language.say(message('report-state-as-before', { statuses: row.statuses }))
    : language.say(message('report-state', { state: row.state }));
}

/** `Python`, `Go`. */
export function sayEcosystems(ids: readonly string[], language: Language): readonly string[] {
  return ids.map((id) => language.say(message('report-ecosystem', { id })));
}
