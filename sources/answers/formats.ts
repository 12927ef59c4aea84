import { batchOutput } from './batch.ts';
import { capturedAnswers } from './captured.ts';
import { evalItems } from './eval-items.ts';
import type { AnswerFormat, AnswerRecord } from './format.ts';
import { inspectSamples } from './inspect.ts';
import { evalsLog } from './openai-evals.ts';
import { plainTable } from './plain.ts';
import { predictionsFile } from './predictions.ts';
import { promptfoo } from './promptfoo.ts';

/** The first that fits is taken; any record fits the last. */
const formats: readonly AnswerFormat[] = [
  capturedAnswers,
  predictionsFile,
  batchOutput,
  evalItems,
  evalsLog,
  promptfoo,
  inspectSamples,
  plainTable,
];

/** In which form a file's records are. */
export function formatOf(first: AnswerRecord['values']): AnswerFormat {
  return formats.find(({ fits }) => fits(first)) ?? plainTable;
}
