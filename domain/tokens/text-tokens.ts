import { asciiTokens } from './ascii-tokens.ts';

/**
 * Estimated tokens of a text: split as o200k_base splits it before it looks anything up (OpenAI, tiktoken), each piece
 * counted by its script and its letters. What it misses, and beside what, stands in docs/decisions.
 */
export function textTokens(text: string): number {
  return Math.round(asciiTokens(text, english) ?? tokensOfPieces(text));
}

const english = {
  ofWord: (letters: number, isCapitals: boolean) => tokensOfLatinWord(letters, isCapitals, 0),
  ofMarks: tokensOfMarks,
};

/** What {@link textTokens} rounds, of a text in any script. */
export function tokensOfPieces(text: string): number {
  const density = densityOf(text);
  let tokens = 0;
  for (const [piece] of text.matchAll(pieces)) tokens += tokensOfPiece(piece, density);
  return tokens;
}

const ending = "(?:'(?:[sStTmMdD]|[rRvV][eE]|[lL]{2}))?";
const upper = String.raw`[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]`;
const lower = String.raw`[\p{Ll}\p{Lm}\p{Lo}\p{M}]`;
const pieces = new RegExp(
  [
    String.raw`[^\r\n\p{L}\p{N}]?${upper}*${lower}+${ending}`,
    String.raw`[^\r\n\p{L}\p{N}]?${upper}+${lower}*${ending}`,
    String.raw`\p{N}{1,3}`,
    String.raw` ?[^\s\p{L}\p{N}]+[\r\n/]*`,
    String.raw`\s*[\r\n]+`,
    String.raw`\s+(?!\S)`,
    String.raw`\s+`,
  ].join('|'),
  'gu',
);

/** Letters of a token, by script; one that is not listed has fewer. */
const lettersByScript: readonly [script: RegExp, letters: number][] = [
  [/^\p{Script=Han}/u, 1.2],
  [/^[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u, 1.4],
  [/^\p{Script=Cyrillic}/u, 3.6],
];
const lettersOfOthers = 2.5;
const marksOfToken = 2.2;
const capitalsOfToken = 2.6;

function tokensOfPiece(piece: string, density: number): number {
  const word = piece.replace(/^[^\p{L}\p{N}]/u, '');
  if (!/^\p{L}/u.test(word)) return /[^\s\p{N}]/u.test(piece) ? tokensOfMarks(piece.trim().length) : 1;
  if (/^\p{Script=Latin}/u.test(word)) {
    const letters = word.replace(/'.*$/, '');
    return tokensOfLatinWord(letters.length, /^[A-Z]+$/.test(letters), density);
  }
  const [, letters] = lettersByScript.find(([script]) => script.test(word)) ?? [undefined, lettersOfOthers];
  return Math.max(1, word.length / letters);
}

/** English words of usual length are a token each; in other languages of the same script only the short ones are. */
function tokensOfLatinWord(letters: number, isCapitals: boolean, density: number): number {
  if (letters > 1 && isCapitals) return Math.max(1, letters / capitalsOfToken);
  const whole = 7.5 - 3.7 * density;
  return 1.03 + Math.max(0, letters - whole) / (6 - 3.4 * density);
}

function tokensOfMarks(marks: number): number {
  return Math.max(1, marks / marksOfToken);
}

const romance = /[àâçéèêëîïôœùûñãõáíóúì]/giu;

/** How far a Latin text is from English, from 0 to 1, by its accents: those of Romance languages tell of less than others. */
function densityOf(text: string): number {
  const marked = count(text, /[^\P{Script=Latin}a-zA-Z]/gu);
  if (marked === 0) return 0;
  const letters = count(text, /\p{Script=Latin}/gu);
  const ofRomance = count(text, romance);
  return Math.min(1, 0.3 + (6 * ofRomance + 14 * (marked - ofRomance)) / letters);
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
