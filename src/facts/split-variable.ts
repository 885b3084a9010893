/** `NAME=value` of a configuration's Env; a text without a sign is a name with an empty value. */
export function splitVariable(text: string): { readonly name: string; readonly value: string } {
  const at = text.indexOf('=');
  return at < 0 ? { name: text, value: '' } : { name: text.slice(0, at), value: text.slice(at + 1) };
}
