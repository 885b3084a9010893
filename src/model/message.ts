/**
 * The closed set of things Plimsoll can say, as code → typed arguments. Rooms add their own codes beside their code by
 * declaration merging; `language/` must then hold a sentence for each in every language, or the project does not compile.
 *
 *     declare module '../model/message.ts' {
 *       interface Messages { 'context-not-found': { dir: string } }
 *     }
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by declaration merging in every room
export interface Messages {}

export type MessageCode = keyof Messages & string;

/** One sentence without its words: what is said, and about what. Serialises to JSON as it stands. */
export type Message<C extends MessageCode = MessageCode> = {
  [K in C]: { readonly code: K; readonly args: Messages[K] };
}[C];

export function message<C extends MessageCode>(code: C, args: Messages[C]): Message<C> {
  return { code, args } as Message<C>;
}
