/** How a model has learned to write its answers. */
export interface Format {
  letterCase: 'printed' | 'title' | 'upper' | 'lower';
}

/** The text as the format wants it. */
export function applyFormat(format: Format | null, text: string): string {
  switch (format?.letterCase) {
    case 'title':
      return text
        .toLowerCase()
        .replace(/(^|[\s.-])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase());
    case 'upper':
      return text.toUpperCase();
    case 'lower':
      return text.toLowerCase();
    default:
      return text;
  }
}
