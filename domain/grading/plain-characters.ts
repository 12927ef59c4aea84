/**
 * A text in Unicode NFKC, without invisible characters, all dashes, slashes and separators of digits alike. No number
 * becomes another one by it: what is raised stands behind `^`, and a fraction or a circled number stays apart from the
 * digits beside it.
 */
export function plainCharacters(text: string): string {
  // Most texts are, and all that follows would leave them as they are.
  if (isAscii.test(text)) return text;
  return text
    .replace(/[\u00b2\u00b3\u00b9\u2070-\u207f]+/g, '^$&')
    .replace(
      /(?<=\p{Nd})[\p{No}\p{So}]/gu,
      (character) => (/^[\p{Nd}(]/u.test(plain(character)) ? ' ' : '') + character,
    )
    .replace(/[\p{No}\p{So}](?=\p{Nd})/gu, (character) => character + (/\p{Nd}$/u.test(plain(character)) ? ' ' : ''))
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/[\p{Pd}\u2212]/gu, '-')
    .replace(/[\u2044\u2215]/g, '/')
    .replaceAll('\u066b', '.')
    .replaceAll('\u066c', ',');
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are ASCII too.
const isAscii = /^[\x00-\x7f]*$/;

function plain(character: string): string {
  return character.normalize('NFKC');
}
