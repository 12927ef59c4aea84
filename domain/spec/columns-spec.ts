import { z } from 'zod';

const Column = z.string().min(1);

/** The question of a row: a column, a text with columns in braces, or one text that every row is asked. */
export type QuestionSpec = string | { text: string };

/** Columns with their defaults: `questions` and `answers`, or `question` and `answer`. */
export interface ColumnsSpec {
  /** Those of the images of a question, or texts with columns that name their files; null without. */
  image: string | string[] | null;
  questions?: string | undefined;
  answers?: string | undefined;
  question?: QuestionSpec | undefined;
  /** Null where nobody has labelled the rows. */
  answer?: string | null | undefined;
  id?: string | undefined;
  group?: string | undefined;
  cluster?: string | undefined;
}

/** What the columns of a data set are called: several questions a row in lists, or one question a row. */
export const Columns = z
  .strictObject({
    image: z
      .union([Column, z.array(Column).min(1), z.null()])
      .optional()
      .describe(
        'bytes of an image, or a struct with `bytes`, or the name of a file, as a text with columns in braces too, such as `pictures/{photo}`; a column that holds a list of them, or several columns, for several images a question; null: no images. Default: `image`, beside `question` null',
      ),
    questions: Column.optional().describe('a list of texts, or one; default: `questions`'),
    answers: Column.optional().describe('a list of the same length, or one; default: `answers`'),
    question: z
      .union([Column, z.strictObject({ text: z.string().trim().min(1).describe('that every row is asked') })])
      .optional()
      .describe(
        'in place of `questions`: the column of the one question of a row, or a text with columns in braces, such as `{title}: {ask}`, or `{ text: … }` that every row is asked',
      ),
    answer: z
      .union([Column, z.null()])
      .optional()
      .describe(
        'beside `question`: its answer, a text, number, date or truth value, or a list of accepted ones, of which training uses the first; null: nobody has labelled the rows. Default: `answer`',
      ),
    id: Column.optional().describe('beside `question`: an id of your own, which goes through to `predictions.csv`'),
    group: Column.optional().describe('what belongs together, besides rows that show the same'),
    cluster: Column.optional().describe(
      'the unit of dependence, such as customer or layout: intervals count clusters, and no split cuts one. Default: the group',
    ),
  })
  .superRefine(({ question, questions, answers, answer, id }, context) => {
    const contradictions: [key: string, isOne: boolean, message: string][] = [
      ['questions', question !== undefined && questions !== undefined, 'either question or questions'],
      ['answers', question !== undefined && answers !== undefined, 'beside question the answer is columns.answer'],
      ['answer', question === undefined && answer !== undefined, 'needs columns.question, one question a row'],
      ['id', question === undefined && id !== undefined, 'needs columns.question, one question a row'],
    ];
    for (const [key, isOne, message] of contradictions) {
      if (isOne) context.addIssue({ code: 'custom', path: [key], message });
    }
  })
  .transform(
    // In this order, also once a spec is stored and read again: what data is known by depends on it.
    ({ image, questions, answers, question, answer, ...own }): ColumnsSpec =>
      question === undefined
        ? {
            image: image === undefined ? 'image' : image,
            questions: questions ?? 'questions',
            answers: answers ?? 'answers',
            ...own,
          }
        : { image: image ?? null, question, answer: answer === undefined ? 'answer' : answer, ...own },
  );
