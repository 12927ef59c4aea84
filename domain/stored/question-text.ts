/** A question as it is compared: tools differ in the white space and the Unicode form that they write. */
export function questionText(question: string): string {
  return question.normalize('NFC').replaceAll(/\s+/g, ' ').trim();
}
