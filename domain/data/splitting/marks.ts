import type { Message } from '../../answering/messages.ts';
import type { DataSpec } from '../../spec/run-spec.ts';
import { promptHash } from '../identity.ts';
import { isProblem, readQuestionRow, togetherBy } from '../question-rows.ts';

/** A row of a source, as far as it tells what belongs together. */
export interface MarkedRow {
  position: number;
  columns: Readonly<Record<string, unknown>>;
  questions: unknown;
  messages?: readonly Message[];
}

/** What makes a row belong to others, the widest first: cluster, group, its images, or without images its prompts. */
export function marksToSplitBy(row: MarkedRow, images: readonly string[], data: DataSpec): string[] {
  const together = togetherBy(row.columns, data);
  const { group, cluster } = isProblem(together) ? {} : together;
  return [
    ...(cluster === undefined ? [] : [`cluster ${cluster}`]),
    ...(group === undefined ? [] : [`group ${group}`]),
    ...images.map((hash) => `image ${hash}`),
    ...(images.length === 0 ? promptsOf(row, data).map((prompt) => `text ${prompt}`) : []),
  ];
}

function promptsOf({ columns, questions, messages }: MarkedRow, data: DataSpec): string[] {
  if (messages) return [promptHash({ question: '', messages })];
  if (data.columns.question === undefined) {
    return [questions].flat().flatMap((question) => (typeof question === 'string' ? promptHash({ question }) : []));
  }
  const read = readQuestionRow({ columns }, data, false);
  return isProblem(read) ? [] : [promptHash(read)];
}
