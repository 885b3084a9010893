import type { ImageView } from '../../image/contract.ts';
import { mergeLayers } from '../../image/merge/merge-layers.ts';
import type { ImageFault, Validation } from '../../image/validate-image.ts';
import type { ValidationRecord } from '../../record/validation.ts';
import { listNotes } from './list-notes.ts';

/** What `validate` says of an image that was read, as far as it can be. */
export function describeValidation(name: string, view: ImageView, found: Validation): ValidationRecord {
  const { faults, indexes } = found;
  const whole = indexes.filter((index) => index !== undefined);
  return {
    schema: 'plimsoll.dev/validate/1',
    image: { name, digest: view.digest, configDigest: view.configDigest },
    layers: view.layers.length,
    isValid: faults.length === 0,
    faults: faults.map(tellFault),
    notes: faults.length > 0 ? [] : listNotes(view, whole, mergeLayers(whole)),
  };
}

/** What it says of one whose documents do not lead to layers: nothing is known of those. */
export function describeUnopened(name: string, fault: ImageFault): ValidationRecord {
  return { schema: 'plimsoll.dev/validate/1', image: { name }, isValid: false, faults: [tellFault(fault)], notes: [] };
}

function tellFault({ layer, problem: { code, args } }: ImageFault): ValidationRecord['faults'][number] {
  return { ...(layer !== undefined && { layer }), code, args };
}
