import { z } from 'zod';
import { plainCharacters } from '../plain-characters.ts';
import { bestOf, type RuleGrader, scored, unreadable } from './grader.ts';

/** A number, right within a tolerance. */
export const NumberGrader = z.strictObject({
  type: z.literal('number').describe('the number in the answer against the number in the target'),
  tolerance: z.number().nonnegative().default(0).describe('how far the answer may be from the target'),
  relative: z.boolean().default(false).describe('take `tolerance` as a share of the target: 0.05 lets 5 % pass'),
});
export type NumberGraderSpec = z.output<typeof NumberGrader>;

/** Scores 1 within the tolerance, else 0; it applies where a number can be read from an accepted answer. */
export function numberGrader({ tolerance, relative }: NumberGraderSpec): RuleGrader {
  const targetsOf = (targets: readonly string[]) => targets.map(readNumber).filter((target) => target !== undefined);
  return {
    applies: ({ targets }) => targetsOf(targets).length > 0,
    score: (text, { targets }) => {
      const read = readNumber(text);
      if (read === undefined) return unreadable('no single number can be read');
      return bestOf(
        targetsOf(targets).map((target) => {
          const allowed = relative ? tolerance * Math.abs(target) : tolerance;
          const isRight = isWithin(read, target, allowed);
          return scored(
            Number(isRight),
            `read as ${read}, ${isRight ? 'within' : 'not within'} ${allowed} of ${target}`,
          );
        }),
      );
    },
  };
}

// 1.1 is within 0.1 of 1, although their binary forms are further apart by some last digits.
function isWithin(read: number, target: number, allowed: number): boolean {
  const rounding = 4 * Number.EPSILON * Math.max(Math.abs(read), Math.abs(target));
  return Math.abs(read - target) <= allowed + rounding;
}

/** How a number is written: commas group thousands, a point begins decimals. No two ways to match a digit: it takes one pass. */
const written = /^(?:\d(?:[\d,]*\d)?(?:\.\d+)?|\.\d+)(?:e[-+]?\d+)?/i;
const grouped = /^\d{1,3}(?:,\d{3})+(?![\d,])/;

const signs = '(?:[-+] ?|(?:minus|negative) )?(?:\\p{Sc} ?)?[-+]?';
const start = `(?<![\\p{L}\\p{M}\\p{N}^]|[\\p{N}^][\\p{P}\\p{S}])${signs}(?=(?:(?<!\\.)\\.)?\\p{N})`;
// A number with all that is glued to it, such as 1,234.50 or 5kg, but also 1/2, 4*5 or 0x1F.
const numerals = new RegExp(`(${start})(\\.?\\p{N}(?:[\\p{P}\\p{S}]*[\\p{L}\\p{M}\\p{N}])*)`, 'giu');
const marker = new RegExp(
  `(?<![\\p{L}\\p{N}'’-])(?:answer|conclusion|verdict) ?(?:is ?)?[:=]? ?["'“‘(\\[<]*(?=${start})`,
  'giu',
);

/**
 * Reads a number from an answer that may be wordy: a marked conclusion first (`Answer: 42`), else the only number that
 * occurs. Undefined when there is none, when several differ, and when its digits may stand for another number: `1/2`,
 * `4*5`, `2½`, `0x1F`, `3-5`, `1 000`, `5 million`. Nothing is computed.
 */
export function readNumber(text: string): number | undefined {
  const plain = plainCharacters(text)
    .replace(/(?<!\p{N})[*_~`#]+|[*_~`#]+(?!\p{N})/gu, '')
    .replace(/\s+/g, ' ');
  const found = numbersIn(plain);
  const marked = new Set(plain.matchAll(marker).map(({ index, 0: { length } }) => index + length));
  const conclusions = found.filter(({ index }) => marked.has(index));
  return only(conclusions.length > 0 ? conclusions : found);
}

interface Found {
  index: number;
  end: number;
  /** NaN where nobody knows which number is meant. */
  value: number;
}

function numbersIn(plain: string): Found[] {
  const found: Found[] = [];
  for (const { 0: whole, 1: sign = '', 2: token = '', index } of plain.matchAll(numerals)) {
    const end = index + whole.length;
    const before = found.at(-1);
    const isJoined = before !== undefined && joint.test(plain.slice(before.end, index + sign.length));
    if (isJoined) before.value = Number.NaN;
    const isKnown = !isJoined && !scale.test(plain.slice(end, end + longestScale));
    found.push({ index, end, value: isKnown ? signOf(sign, plain, index) * valueIn(token) : Number.NaN });
  }
  return found;
}

/** What stands between two numbers that together make a third one, such as 1 000, 4 * 5 or 3 to 5. */
const joint = /^ ?(?:[-+*/×÷^±:]|x|to|or)? ?\p{Sc}? ?-?$/iu;
const scale =
  /^[\p{P} ]?(?:[kKMB]|bn|mn|tn|mio|mrd|lakhs?|crores?|(?:hundred|thousand|million|billion|trillion|dozen|half|quarter|third|tenth|thousandth)s?|and an? (?:half|quarter|third))(?!\p{L})/u;
const longestScale = 16;

function valueIn(token: string): number {
  const [number = ''] = written.exec(token) ?? [];
  const rest = token.slice(number.length);
  if (number === '' || /\p{N}/u.test(rest) || scale.test(rest)) return Number.NaN;
  // Commas that do not group thousands may be decimal commas, or stand between numbers.
  return number.includes(',') && !grouped.test(number) ? Number.NaN : Number(number.replaceAll(',', ''));
}

function signOf(sign: string, plain: string, index: number): number {
  const marks = sign.replace(/[^-+]/g, '');
  if (marks.length > 1) return Number.NaN;
  if (/^[mn]/i.test(sign)) return -1;
  if (marks !== '-') return 1;
  if (!sign.startsWith('- ')) return -1;
  // Apart from its number a dash parts two words, or else is a minus or the mark of a list.
  return /[\p{L}\p{M}\p{Pe}\p{Pf}"'] ?$/u.test(plain.slice(Math.max(0, index - 2), index)) ? 1 : Number.NaN;
}

function only(found: readonly Found[]): number | undefined {
  const [first, ...others] = new Set(found.map(({ value }) => value));
  return others.length === 0 && Number.isFinite(first) ? first : undefined;
}
