import * as v from 'valibot';

/** What is printed as JSON must be of its published form. @throws Error, which is a crash of ours, with the first place that is not */
export function mustFit(form: v.GenericSchema, record: unknown): void {
  const { issues } = v.safeParse(form, JSON.parse(JSON.stringify(record)));
  const first = issues?.[0];
  if (first !== undefined) throw new Error(`the record is not of its form at ${v.getDotPath(first)}: ${first.message}`);
}
