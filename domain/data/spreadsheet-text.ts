/** What a spreadsheet would take for a formula, with the marks before it that make it safe. */
const formula = /^'*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;

/** A text that no spreadsheet takes for a formula: one that begins like it is marked by `'`, and so is a marked one. */
export function inert(text: string): string {
  return formula.test(text) ? `'${text}` : text;
}

/** The text that {@link inert} was given. */
export function fromInert(cell: string): string {
  return cell.startsWith("'") && formula.test(cell) ? cell.slice(1) : cell;
}
