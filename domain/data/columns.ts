import type { QuestionSpec } from '../spec/columns-spec.ts';
import type { DataSpec } from '../spec/run-spec.ts';

/** A text with columns in braces, or the one column that holds it: `{title}: {ask}` is `['', 'title', ': ', 'ask', '']`. */
export function textParts(text: string): string[] {
  const parts = text.split(/\{([^{}]+)\}/);
  return parts.length === 1 ? ['', text, ''] : parts;
}

/** The columns that a text is made of. */
export function columnsIn(text: string): string[] {
  return textParts(text).filter((_, index) => index % 2 === 1);
}

/** The parts of a question, every other one a column. */
export function questionParts(question: QuestionSpec): string[] {
  return typeof question === 'string' ? textParts(question) : [question.text];
}

/** The columns that a question is made of. */
export function questionColumns(question: QuestionSpec): string[] {
  return typeof question === 'string' ? columnsIn(question) : [];
}

/** The images of a question, in the order in which they are shown: columns, or texts with columns that name their files. */
export function imagesNamed({ columns: { image } }: Pick<DataSpec, 'columns'>): string[] {
  return image === null ? [] : [image].flat();
}

/** The columns that hold images or a part of their names. */
export function imageColumns(data: Pick<DataSpec, 'columns'>): string[] {
  return imagesNamed(data).flatMap(columnsIn);
}

/** All other columns that rows are made of. */
export function valueColumns(data: Pick<DataSpec, 'columns' | 'slices' | 'split'>): string[] {
  const { columns, slices, split } = data;
  const { question, id, group, cluster } = columns;
  const asked = question === undefined ? [columns.questions] : questionColumns(question);
  const ofSlices = Object.values(slices).flatMap((slice) => ('column' in slice ? [slice.column] : []));
  const named = [
    ...asked,
    ...answerColumns(data),
    id,
    group,
    cluster,
    ...ofSlices,
    split && 'column' in split ? split.column : undefined,
  ];
  return [...new Set(named.filter((name) => name !== undefined))];
}

/** The column of the answers, if there is one; unlabelled rows may lack it. */
export function answerColumns({ columns: { answer, answers } }: Pick<DataSpec, 'columns'>): string[] {
  return [answer ?? answers].filter((name) => name !== undefined && name !== null);
}

/** Whether a row of the source is one question, so that its id and place are the sample's. */
export function isQuestionARow({ source, columns }: Pick<DataSpec, 'source' | 'columns'>): boolean {
  return ['csv', 'jsonl', 'chat'].includes(source.kind) || columns.question !== undefined;
}

/** What templates of graders call the columns of question and answer. */
export function itemColumns({ columns }: Pick<DataSpec, 'columns'>): { questions: string; answers: string } {
  const [asked = 'question', ...others] = questionColumns(columns.question ?? columns.questions ?? 'question');
  return {
    questions: others.length === 0 ? asked : 'question',
    answers: columns.answers ?? columns.answer ?? 'answer',
  };
}
