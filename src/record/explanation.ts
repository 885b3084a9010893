import * as v from 'valibot';

const Said = v.strictObject({ code: v.string(), args: v.unknown() });
const Count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** What `explain` says of one log, of words, or of the name of a symptom or a rule. */
export const ExplanationRecord = v.strictObject({
  schema: v.literal('plimsoll.dev/explain/1'),
  /** What was asked: the lines of a log, or words. */
  of: v.picklist(['log', 'words']),
  /** The decisive one first; of words the best fit first. */
  symptoms: v.array(
    v.strictObject({
      /** Names its section of docs/symptoms.md. */
      id: v.string(),
      message: Said,
      cure: v.optional(Said),
      /** The line that showed it, and its number in what was read; of words a line that would. */
      evidence: v.optional(v.string()),
      line: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
      rules: v.array(v.string()),
      techniques: v.array(v.string()),
    }),
  ),
  /** Of the name of a rule: its section of docs/rules.md. */
  rules: v.array(
    v.strictObject({
      id: v.string(),
      why: v.string(),
      whenToIgnore: v.string(),
      figures: v.string(),
      resolvedBy: v.optional(v.string()),
    }),
  ),
  /** Of a log in which nothing is known. */
  lastLines: v.array(v.string()),
  /** At its beginning, beyond the limit: not read. */
  unreadBytes: Count,
});
export type ExplanationRecord = v.InferOutput<typeof ExplanationRecord>;
