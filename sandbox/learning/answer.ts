import type { Reading } from '../reading/reading.ts';
import { candidatesOf } from './candidates.ts';
import { applyFormat } from './format.ts';
import type { Model } from './model.ts';
import { PRIOR_CLASSES, priorKind } from './priors.ts';
import { bestCandidate } from './spans.ts';
import { wordsOf } from './words.ts';

/** What a model concludes from what it read. */
export function conclude(model: Model, question: string, reading: Reading): string {
  const words = wordsOf(question);
  const read = new Set(reading.lines.flatMap(({ text }) => wordsOf(text)));
  switch (priorKind(words)) {
    case 'yes-no':
      return words.slice(1).some((word) => word.length > 3 && read.has(word)) ? 'Yes' : 'No';
    case 'class':
      return guessClass(read);
    case 'span':
      return applyFormat(model.format, bestCandidate(model.weights, words, candidatesOf(reading))?.text ?? '');
  }
}

function guessClass(read: ReadonlySet<string>): string {
  const hinted = Object.entries(PRIOR_CLASSES).find(([, hints]) => hints.split(' ').some((hint) => read.has(hint)));
  return hinted?.[0] ?? Object.keys(PRIOR_CLASSES)[0] ?? '';
}
