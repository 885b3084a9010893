/** A text that says where it was cut off. @param most characters left of it */
export function shorten(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}
