import type { SampleImage, Split } from './sample.ts';
import { sliceOf } from './slice-rules.ts';
import type { DataSpec } from './spec/run-spec.ts';

/** One image with all that is asked about it, in the order of the shuffle. */
export interface QuestionGroup {
  /** Position in the source, for messages to a person. */
  position: number;
  image: SampleImage;
  /** Hash of the image as the source has it. */
  origin: string;
  questions: unknown;
  answers: unknown;
  columns: Readonly<Record<string, unknown>>;
}

/** One question with its answer, numbered within its split. */
export interface Row {
  row: number;
  image: SampleImage;
  /** The unit of dependence; absent where nothing wider than the image is known. */
  cluster?: string;
  question: string;
  answer: string;
  slices: Readonly<Record<string, string>>;
}

/** The rows of a split, and how many could not become one, by reason. */
export interface Exploded {
  rows: Row[];
  leftOut: Record<string, number>;
}

/**
 * Makes a row of each question, numbered from 0 in the order of the groups. Throws when the lists of a group do not pair
 * off; a group without questions and pairs with an empty half are left out and counted.
 */
export function explode(split: Split, groups: readonly QuestionGroup[], data: DataSpec): Exploded {
  const rows: Row[] = [];
  const leftOut: Record<string, number> = {};
  const leaveOut = (reason: string) => {
    leftOut[reason] = (leftOut[reason] ?? 0) + 1;
  };
  for (const group of groups) {
    const pairs = pairsOf(split, group);
    if (pairs.length === 0) leaveOut('image without questions');
    for (const { question, answer } of pairs) {
      if (question === '') leaveOut('empty question');
      else if (answer === '') leaveOut('empty answer');
      else
        rows.push({ row: rows.length, image: group.image, question, answer, slices: slicesOf(question, group, data) });
    }
  }
  return { rows, leftOut };
}

function pairsOf(
  split: Split,
  { position, questions, answers }: QuestionGroup,
): { question: string; answer: string }[] {
  const where = `${split} image ${position}`;
  const [asked, given] = [textsOf(questions, `${where}: questions`), textsOf(answers, `${where}: answers`)];
  if (asked.length !== given.length) {
    throw new Error(
      `${where}: ${asked.length} questions but ${given.length} answers; the two lists must be of equal length`,
    );
  }
  return asked.map((question, index) => ({ question, answer: given[index] ?? '' }));
}

/** A list of texts, or one text. */
function textsOf(value: unknown, where: string): string[] {
  const list = Array.isArray(value) ? value : value === null || value === undefined ? [] : [value];
  return list.map((text, index) => {
    if (text === null || text === undefined) return '';
    if (typeof text !== 'string') throw new Error(`${where}[${index}]: expected a text, got ${typeof text}`);
    return text.trim();
  });
}

function slicesOf(question: string, { columns }: QuestionGroup, data: DataSpec): Record<string, string> {
  return Object.fromEntries(
    Object.entries(data.slices).map(([dimension, rule]) => [dimension, sliceOf(rule, question, columns)]),
  );
}
