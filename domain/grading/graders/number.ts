import { z } from 'zod';
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

// No two ways to match a digit, so that long answers take no longer than their length.
const digits = '(?:\\d(?:[\\d,]*\\d)?(?:\\.\\d+)?|(?<![\\p{L}\\p{N}.])\\.\\d+)(?:e[-+]?\\d+)?';
const number = `(?<![\\p{L}\\p{N}])([-+−]?${digits})`;
const marked = new RegExp(
  `(?<![\\p{L}\\p{N}'’-])(?:answer|conclusion|verdict) ?(?:is ?)?[:=]? ?["“$€£]?${number}`,
  'giu',
);
const bare = new RegExp(number, 'giu');

/**
 * Reads a number from an answer that may be wordy: a marked conclusion first (`Answer: 42`), else the only number that
 * occurs. Commas group thousands (`1,234.5`), a point begins decimals. Undefined when there is none, or several differ.
 */
export function readNumber(text: string): number | undefined {
  const plain = text.replace(/[*_~`#]/g, '').replace(/\s+/g, ' ');
  const conclusions = distinct(plain.matchAll(marked));
  return only(conclusions.size > 0 ? conclusions : distinct(plain.matchAll(bare)));
}

function distinct(matches: Iterable<RegExpExecArray>): Set<number> {
  return new Set([...matches].map(([, text = '']) => parseNumber(text.replace('−', '-'))));
}

const grouped = /^[-+]?\d{1,3}(?:,\d{3})+(?![\d,])/;

/** Commas that do not group thousands may be decimal commas, or stand between numbers: nobody knows. */
function parseNumber(text: string): number {
  return text.includes(',') && !grouped.test(text) ? Number.NaN : Number(text.replaceAll(',', ''));
}

function only(numbers: ReadonlySet<number>): number | undefined {
  const [first, ...others] = numbers;
  return others.length === 0 && Number.isFinite(first) ? first : undefined;
}
