import { z } from 'zod';
import { JsonGrader } from './json-fields.ts';
import { NumberGrader } from './number.ts';
import { LabelModelGrader, ScoreModelGrader } from './openai-models.ts';
import { StringCheckGrader, TextSimilarityGrader } from './openai-rules.ts';
import { PatternGrader } from './pattern.ts';

/** What scores answers besides the rules that are always there. */
export const Grader = z.discriminatedUnion(
  'type',
  [
    NumberGrader,
    PatternGrader,
    JsonGrader,
    StringCheckGrader,
    TextSimilarityGrader,
    LabelModelGrader,
    ScoreModelGrader,
  ],
  {
    error: ({ code, input }) =>
      code === 'invalid_union' ? unknownType((input as { type?: unknown }).type) : undefined,
  },
);
export type GraderSpec = z.output<typeof Grader>;

const types = Grader.options.map(({ shape }) => shape.type.value);

/** Graders of OpenAI's that are not run here, and what to do instead. */
const refused: Readonly<Record<string, string>> = {
  python: 'code is not run here. Take number, pattern or json, or a predictions file to a script of your own.',
  endpoint: 'answers are not sent to addresses of the spec. Take a predictions file to a script of your own.',
  multi:
    'scores are not combined by a formula. Name each of its graders by itself, and let verdict.metric name the one that decides.',
};

function unknownType(type: unknown): string {
  const known = `expected one of ${types.join(', ')}`;
  if (type === undefined) return `${known}, it is missing`;
  const reason = typeof type === 'string' && Object.hasOwn(refused, type) ? `: ${refused[type]}` : '';
  return `${known}, got ${JSON.stringify(type)}${reason}`;
}
