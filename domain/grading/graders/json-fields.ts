import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { isNormalisedMatch } from '../grading.ts';
import { bestOf, type GraderScore, type RuleGrader, scored, unreadable } from './grader.ts';
import { type JsonPath, parseJsonPath, readJsonText, valueAt } from './json-path.ts';

const Field = z
  .string()
  .refine((path) => parseJsonPath(path) !== undefined, 'the path of a field, such as author.name or authors[0]');

/** Fields of an answer in JSON against those of a target in JSON. */
export const JsonGrader = z.strictObject({
  type: z.literal('json').describe('fields of an answer in JSON against those of a target in JSON'),
  fields: z.array(Field).min(1).describe('paths such as `title` or `authors[0].name`'),
});
export type JsonGraderSpec = z.output<typeof JsonGrader>;

/**
 * Scores the share of fields that are as in the target: texts by normalised match, everything else by equality. Fields that
 * the target lacks do not count; it applies where an accepted answer is JSON with at least one of them.
 */
export function jsonGrader({ fields }: JsonGraderSpec): RuleGrader {
  const paths = fields.map((name) => ({ name, path: parseJsonPath(name) ?? [] }));
  const wantedOf = (targets: readonly string[]) =>
    targets.map((target) => wantedFields(paths, target)).filter((wanted) => wanted.length > 0);
  return {
    applies: ({ targets }) => wantedOf(targets).length > 0,
    score: (text, { targets }) => {
      const read = readJsonText(text);
      if (typeof read !== 'object' || read === null) return unreadable('no JSON can be read');
      return bestOf(wantedOf(targets).map((wanted) => compareFields(read, wanted)));
    },
  };
}

interface Field {
  name: string;
  path: JsonPath;
  value: unknown;
}

function wantedFields(paths: readonly Omit<Field, 'value'>[], target: string): Field[] {
  const json = readJsonText(target);
  return paths
    .map(({ name, path }) => ({ name, path, value: valueAt(json, path) }))
    .filter(({ value }) => value !== undefined);
}

function compareFields(read: unknown, wanted: readonly Field[]): GraderScore {
  const wrong = wanted.filter(({ path, value }) => !isSame(valueAt(read, path), value));
  const explanation =
    wrong.length === 0 ? 'all fields are right' : `wrong: ${wrong.map(({ name }) => name).join(', ')}`;
  return scored((wanted.length - wrong.length) / wanted.length, explanation);
}

function isSame(read: unknown, value: unknown): boolean {
  if (typeof read === 'string' && typeof value === 'string') return isNormalisedMatch(read, value);
  return isDeepStrictEqual(read, value);
}
