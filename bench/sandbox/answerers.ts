import { conclude } from '../../packages/sandbox/learning/answer.ts';
import { mostFrequent, seededRandom, shuffled } from '../../packages/sandbox/learning/chance.ts';
import type { Example } from '../../packages/sandbox/learning/examples.ts';
import { applyFormat, type Format } from '../../packages/sandbox/learning/format.ts';
import { type Model, UNTRAINED } from '../../packages/sandbox/learning/model.ts';
import { train } from '../../packages/sandbox/learning/train.ts';
import type { CoverExample } from './covers.ts';

/** Answers a question about a cover that it has not seen. */
export type Answerer = (example: CoverExample) => string;

const TITLE_CASE: Format = {
  letterCase: 'title',
  words: {},
  initials: 'as printed',
  apostrophe: 'as printed',
  ending: 'as printed',
  dropped: [],
};
const PERMUTATION_SEED = 1;

/** The untrained model, answering as printed. */
export const base: Answerer = ({ question, reading }) => conclude(UNTRAINED, question, reading);

/** The untrained model with one fixed rule of writing: every word with a capital. */
export const baseInTitleCase: Answerer = (example) =>
  example.type === 'title' || example.type === 'author' ? applyFormat(TITLE_CASE, base(example)) : base(example);

/** Answers each wording by what was most often right for it in training. */
export function mostFrequentOf(training: readonly Example[]): Answerer {
  const byWording = Map.groupBy(training, ({ question }) => question);
  return ({ question }) => mostFrequent((byWording.get(question) ?? []).map(({ answer }) => answer)) ?? '';
}

/** What was learned from the training examples, as a fine-tuning job would. */
export function tunedOn(training: readonly Example[], seed = 1): Answerer {
  let model: Model = UNTRAINED;
  for (const { checkpoint } of train({
    training: [...training],
    validation: [],
    epochs: 3,
    learningRateMultiplier: 1,
    seed,
  })) {
    if (checkpoint !== undefined) model = checkpoint;
  }
  return ({ question, reading }) => conclude(model, question, reading);
}

/** The same examples with the answers dealt out anew within each wording: what to answer is lost, how to write is kept. */
export function permuted(training: readonly Example[]): Example[] {
  const random = seededRandom(PERMUTATION_SEED);
  return [...Map.groupBy(training, ({ question }) => question).values()].flatMap((same) => {
    const answers = shuffled(
      same.map(({ answer }) => answer),
      random,
    );
    return same.map((example, index) => ({ ...example, answer: answers[index] ?? '' }));
  });
}
