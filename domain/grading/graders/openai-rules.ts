import { z } from 'zod';
import type { Sample } from '../../data/sample.ts';
import { fuzzyRatio } from './fuzzy-ratio.ts';
import { bestOf, type GraderScore, quoted, type RuleGrader, scored, unreadable } from './grader.ts';
import { fillTemplate, type ItemColumns, itemOf, parseTemplate, type Template } from './template.ts';
import { TemplateText } from './template-text.ts';

/** OpenAI's `string_check`, as its API reference has it. */
export const StringCheckGrader = z.strictObject({
  type: z.literal('string_check').describe("OpenAI's string check"),
  name: z.string().describe('kept, and shown nowhere: the key names the grader'),
  input: TemplateText.describe('the text to check, with `{{ item.… }}` and `{{ sample.… }}`'),
  reference: TemplateText.describe('what it is checked against, likewise'),
  operation: z.enum(['eq', 'ne', 'like', 'ilike']).describe('equal, not equal, contains, contains in any letter case'),
});
export type StringCheckSpec = z.output<typeof StringCheckGrader>;

const otherMetrics = [
  'cosine',
  'bleu',
  'gleu',
  'meteor',
  'rouge_1',
  'rouge_2',
  'rouge_3',
  'rouge_4',
  'rouge_5',
  'rouge_l',
];

/** OpenAI's `text_similarity`, of whose metrics only `fuzzy_match` is computed. */
export const TextSimilarityGrader = z.strictObject({
  type: z.literal('text_similarity').describe("OpenAI's text similarity"),
  name: z.string().describe('kept, and shown nowhere: the key names the grader'),
  input: TemplateText.describe('the text to grade, with `{{ item.… }}` and `{{ sample.… }}`'),
  reference: TemplateText.describe('what it is graded against, likewise'),
  evaluation_metric: z
    .literal('fuzzy_match', {
      error: ({ input }) =>
        otherMetrics.includes(String(input))
          ? `fuzzy_match; ${input} is not computed here, since its value depends on an implementation that nobody has published`
          : 'fuzzy_match',
    })
    .describe('the only metric of OpenAI’s that is computed'),
  pass_threshold: z
    .number()
    .optional()
    .describe('with it an answer scores 1 from this similarity on, else 0; without it the similarity is the score'),
});
export type TextSimilaritySpec = z.output<typeof TextSimilarityGrader>;

/** Compares input and reference after filling them in, for each accepted answer; `ne` has to hold for all of them. */
export function stringCheck({ input, reference, operation }: StringCheckSpec, columns: ItemColumns): RuleGrader {
  const check = ([text, against]: Texts): GraderScore => {
    const holds = operations[operation](text, against);
    return scored(Number(holds), `${quoted(text)} ${words[operation]} ${quoted(against)}: ${holds}`);
  };
  return ofTexts(input, reference, columns, operation === 'ne' ? worstOf : bestOf, check);
}

const operations: Record<StringCheckSpec['operation'], (text: string, reference: string) => boolean> = {
  eq: (text, reference) => text === reference,
  ne: (text, reference) => text !== reference,
  like: (text, reference) => text.includes(reference),
  ilike: (text, reference) => text.toLowerCase().includes(reference.toLowerCase()),
};

const words = { eq: 'equals', ne: 'differs from', like: 'contains', ilike: 'contains in any case' };

/** The likeness of input and reference by {@link fuzzyRatio}, or whether it reaches the threshold. */
export function textSimilarity(
  { input, reference, pass_threshold: threshold }: TextSimilaritySpec,
  columns: ItemColumns,
): RuleGrader {
  return ofTexts(input, reference, columns, bestOf, ([text, against]) => {
    const ratio = fuzzyRatio(text, against);
    return scored(
      threshold === undefined ? ratio : Number(ratio >= threshold),
      `${ratio.toFixed(3)} like ${quoted(against)}`,
    );
  });
}

type Texts = readonly [input: string, reference: string];

function ofTexts(
  input: string,
  reference: string,
  columns: ItemColumns,
  choose: (scores: readonly GraderScore[]) => GraderScore,
  compare: (texts: Texts) => GraderScore,
): RuleGrader {
  const templates = [parseTemplate(input), parseTemplate(reference)] as const;
  return {
    applies: () => true,
    score: (text, sample) => {
      const filled = sample.targets.map((target) => fill(templates, sample, target, text, columns));
      const found = filled.filter((texts) => texts !== undefined);
      return found.length > 0 ? choose(found.map(compare)) : unreadable('the answer lacks what the template names');
    },
  };
}

function fill(
  [input, reference]: readonly [Template, Template],
  sample: Sample,
  target: string,
  text: string,
  columns: ItemColumns,
): Texts | undefined {
  const variables = { item: itemOf(sample, target, columns), text };
  const [filled, against] = [fillTemplate(input, variables), fillTemplate(reference, variables)];
  return filled === undefined || against === undefined ? undefined : [filled, against];
}

function worstOf(scores: readonly GraderScore[]): GraderScore {
  return scores.reduce((worst, next) => (next.score < worst.score ? next : worst));
}
