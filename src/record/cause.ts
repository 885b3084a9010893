import * as v from 'valibot';

const Count = v.pipe(v.number(), v.integer(), v.minValue(0));

export const MessageRecord = v.strictObject({ code: v.string(), args: v.record(v.string(), v.unknown()) });

export const PlaceRecord = v.strictObject({ file: v.string(), line: v.optional(Count) });

export const CauseRecord = v.strictObject({
  message: MessageRecord,
  evidence: v.optional(v.string()),
  place: v.optional(PlaceRecord),
  cure: v.optional(MessageRecord),
});

export type MessageRow = v.InferOutput<typeof MessageRecord>;
export type CauseRow = v.InferOutput<typeof CauseRecord>;
