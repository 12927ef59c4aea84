import { RE2JS, RE2JSSyntaxException } from 're2js';
import { z } from 'zod';
import { isNormalisedMatch } from '../grading.ts';
import { quoted, type RuleGrader, scored, unreadable } from './grader.ts';

/** What a regular expression finds in the answer. */
export const PatternGrader = z
  .strictObject({
    type: z.literal('pattern').describe('a regular expression over the answer'),
    pattern: z.string().min(1).describe('in RE2 syntax, which no answer can make slow; found anywhere in the answer'),
    flags: z
      .string()
      .regex(/^(?!.*(.).*\1)[ims]*$/, 'some of i (any letter case), m (lines) and s (. takes line ends)')
      .default('')
      .describe('i, m and s, as in JavaScript'),
    expect: z
      .enum(['match', 'target'])
      .default('match')
      .describe(
        'match: right when the pattern is found; target: when its first group is a target, by normalised match',
      ),
  })
  .superRefine(({ pattern, flags, expect }, issues) => {
    const problem = problemOf(pattern, flags, expect);
    if (problem) issues.addIssue({ code: 'custom', path: ['pattern'], message: problem, input: pattern });
  });
export type PatternGraderSpec = z.output<typeof PatternGrader>;

function problemOf(pattern: string, flags: string, expect: PatternGraderSpec['expect']): string | undefined {
  try {
    const hasGroup = compile(pattern, flags).groupCount() > 0;
    return expect === 'target' && !hasGroup
      ? 'a group in parentheses around what is compared with the target'
      : undefined;
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) throw error;
    const reason = error.message.replace('error parsing regexp: ', '');
    return `a regular expression in RE2 syntax, without look-around and back-references (${reason})`;
  }
}

/** Scores 1 or 0. With `expect: target` an answer in which the pattern is not found is unreadable. */
export function patternGrader({ pattern, flags, expect }: PatternGraderSpec): RuleGrader {
  const compiled = compile(pattern, flags);
  return {
    applies: () => true,
    score: (text, { targets }) => {
      if (expect === 'match') {
        const isFound = compiled.test(text);
        return scored(Number(isFound), isFound ? 'the pattern is found' : 'the pattern is not found');
      }
      const matcher = compiled.matcher(text);
      if (!matcher.find()) return unreadable('the pattern is not found');
      const read = matcher.group(1) ?? '';
      const isRight = targets.some((target) => isNormalisedMatch(read, target));
      return scored(Number(isRight), `read as ${quoted(read)}, ${isRight ? 'a target' : 'no target'}`);
    },
  };
}

const flagBits: Readonly<Record<string, number>> = {
  i: RE2JS.CASE_INSENSITIVE,
  m: RE2JS.MULTILINE,
  s: RE2JS.DOTALL,
};

function compile(pattern: string, flags: string): RE2JS {
  return RE2JS.compile(
    pattern,
    [...flags].reduce((bits, flag) => bits | (flagBits[flag] ?? 0), 0),
  );
}
