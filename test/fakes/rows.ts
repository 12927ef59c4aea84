import type { PreparedExample } from '../../domain/data/dataset.ts';
import type { QuestionGroup } from '../../domain/data/question-group.ts';
import type { Row, SampleImage } from '../../domain/data/sample.ts';

/** An image of which only the name matters. */
export function imageNamed(sha256: string, bytes = 900): SampleImage {
  return { sha256, bytes, mediaType: 'image/jpeg', width: 300, height: 400 };
}

export function groupOf(own: Partial<QuestionGroup> = {}): QuestionGroup {
  return {
    position: 0,
    images: [imageNamed('a')],
    origins: ['o'],
    questions: ['Who?'],
    answers: ['Ann'],
    columns: {},
    ...own,
  };
}

/** A row of an image of its own, unless told otherwise. */
export function rowOf(row: number, own: Partial<Row> = {}): Row {
  return { row, images: [imageNamed(`image-${row}`)], question: 'Who?', targets: [`Ann ${row}`], slices: {}, ...own };
}

/** The worked example that a row becomes. */
export function exampleOf({ row, question, targets, images }: Row): PreparedExample {
  return { row, question, reasoning: 'The name stands below.', conclusion: targets[0] ?? '', images };
}
