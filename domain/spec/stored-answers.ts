import { z } from 'zod';

const AnswerColumns = z.strictObject({
  id: z.string().min(1).default('id').describe('of the sample'),
  question: z.string().min(1).default('question').describe('asked; where there is no id, samples are found by it'),
  answer: z.string().min(1).default('answer').describe('what the model said'),
});

/** Answers that a model has given before: nobody is asked. */
export const StoredAnswersSchema = z.strictObject({
  file: z
    .string()
    .min(1)
    .optional()
    .describe(
      "a file below `TEMPERA_DATA`: an export of `tempera capture`, a table (CSV, JSON Lines, Parquet), results of promptfoo or inspect_ai, output of OpenAI's evals or Batch API",
    ),
  run: z.string().min(1).optional().describe('or a run or a capture in this store'),
  candidate: z.string().min(1).optional().describe('whose answers of several; default: the only one there'),
  columns: AnswerColumns.prefault({}).describe("what a table's columns, or a test's variables, are called"),
});

export type StoredAnswersSpec = z.output<typeof StoredAnswersSchema>;
