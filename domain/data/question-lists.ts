import type { QuestionGroup } from './question-group.ts';
import type { Split } from './sample.ts';

/** The pairs of a row's lists, blanks among them. Throws where they do not pair off, or hold what is no text. */
export function pairsOf(
  split: Split,
  { position, where: place, questions, answers }: QuestionGroup,
  isLabelled: boolean,
): { question: string; answer: string }[] {
  const where = `${split} image ${position}${place === undefined ? '' : ` (${place})`}`;
  const isSingle = [questions, answers].some((value) => isPresent(value) && !Array.isArray(value));
  const [asked, given] = [questions, answers].map((value, index) =>
    // A single text that is missing is an empty one, as it is in a list.
    isSingle && !isPresent(value) ? [''] : textsOf(value, `${where}: ${index === 0 ? 'questions' : 'answers'}`),
  ) as [string[], string[]];
  if (!isLabelled && !isPresent(answers)) return asked.map((question) => ({ question, answer: '' }));
  if (asked.length !== given.length) {
    throw new Error(
      `${where}: ${asked.length} questions but ${given.length} answers; the two lists must be of equal length`,
    );
  }
  return asked.map((question, index) => ({ question, answer: given[index] ?? '' }));
}

/** A list of texts, or one text. */
function textsOf(value: unknown, where: string): string[] {
  const list = Array.isArray(value) ? value : isPresent(value) ? [value] : [];
  return list.map((text, index) => {
    if (!isPresent(text)) return '';
    if (typeof text !== 'string') throw new Error(`${where}[${index}]: expected a text, got ${inWords(text)}`);
    return text.trim();
  });
}

function isPresent(value: unknown): boolean {
  return value !== null && value !== undefined;
}

/** What a value is that is no text, and what to do. */
function inWords(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'bigint') {
    return `the number ${value}. Write numbers as texts; of a ClassLabel write the names (int2str) instead of their numbers.`;
  }
  if (typeof value === 'boolean') return `${value}. Write Yes and No as texts.`;
  if (Array.isArray(value)) return 'a list. There is one answer to a question: keep one text of each.';
  if (value instanceof Date) return 'a date. Write dates as texts.';
  return 'a struct. Keep the text that is meant, in a column of its own.';
}
