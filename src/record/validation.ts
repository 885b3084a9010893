import * as v from 'valibot';
import { NoteRecord } from './inspection.ts';

/** What `validate` says of one image. */
export const ValidationRecord = v.strictObject({
  schema: v.literal('plimsoll.dev/validate/1'),
  image: v.strictObject({ name: v.string(), digest: v.string(), configDigest: v.string() }),
  layers: v.pipe(v.number(), v.integer(), v.minValue(0)),
  isValid: v.boolean(),
  faults: v.array(
    v.strictObject({
      layer: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
      code: v.string(),
      args: v.unknown(),
    }),
  ),
  /** Empty where a layer cannot be read. */
  notes: v.array(NoteRecord),
});
export type ValidationRecord = v.InferOutput<typeof ValidationRecord>;
