import { z } from 'zod';
import { JsonGrader } from './json-fields.ts';
import { NumberGrader } from './number.ts';
import { PatternGrader } from './pattern.ts';

/** What scores answers besides the rules that are always there. */
export const Grader = z.discriminatedUnion('type', [NumberGrader, PatternGrader, JsonGrader], {
  error: ({ code, input }) => (code === 'invalid_union' ? unknownType((input as { type?: unknown }).type) : undefined),
});
export type GraderSpec = z.output<typeof Grader>;

const types = Grader.options.map(({ shape }) => shape.type.value);

function unknownType(type: unknown): string {
  return `expected one of ${types.join(', ')}, ${type === undefined ? 'it is missing' : `got ${JSON.stringify(type)}`}`;
}
