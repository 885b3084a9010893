import * as v from 'valibot';
import { NoteRecord } from './inspection.ts';

const Digest = v.pipe(v.string(), v.regex(/^sha(256:[0-9a-f]{64}|512:[0-9a-f]{128})$/));

/** What `validate` says of one image. */
export const ValidationRecord = v.strictObject({
  schema: v.literal('plimsoll.dev/validate/1'),
  /** Its digests and `layers` are left out where the image could not be opened: then nothing is known of them. */
  image: v.strictObject({ name: v.string(), digest: v.optional(Digest), configDigest: v.optional(Digest) }),
  layers: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  isValid: v.boolean(),
  faults: v.array(
    v.strictObject({
      layer: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
      code: v.string(),
      args: v.unknown(),
    }),
  ),
  /** Empty where there is a fault. */
  notes: v.array(NoteRecord),
});
export type ValidationRecord = v.InferOutput<typeof ValidationRecord>;
