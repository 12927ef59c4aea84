import type { Reading } from '../reading/reading.ts';
import { candidatesOf } from './candidates.ts';
import { groupFor, labelOdds } from './classes.ts';
import { applyFormat, formatFor } from './format.ts';
import { kindOf } from './kinds.ts';
import { recall } from './memory.ts';
import type { Model } from './model.ts';
import { scoreCandidates } from './spans.ts';
import { wordsOf } from './words.ts';
import { evidenceFor, yesOdds } from './yes-no.ts';

/** What a model concludes from what it read; empty when it read nothing that could answer. */
export function conclude(model: Model, question: string, reading: Reading): string {
  const asked = questionWords(question);
  const read = readWords(reading);
  switch (kindOf(model.kinds, asked)) {
    case 'yes-no':
      return yesOdds(model.yesNo, evidenceFor(model.yesNo, model.groups, asked, read)) > 0.5
        ? model.yesNo.yes
        : model.yesNo.no;
    case 'class':
      return likeliestLabel(model, asked, read);
    case 'span':
      return writtenSpan(model, asked, reading, read);
  }
}

/** The words of a question, without bare numbers. */
export const questionWords = (question: string): string[] => wordsOf(question).filter((word) => !/^\d+$/.test(word));

/** The words read on an image. */
export const readWords = ({ lines }: Reading): string[] => lines.flatMap(({ text }) => wordsOf(text));

function likeliestLabel({ groups }: Model, asked: readonly string[], read: readonly string[]): string {
  const group = groupFor(groups, asked);
  if (group === undefined) return '';
  const odds = labelOdds(group, read);
  return group.labels[odds.indexOf(Math.max(...odds))] ?? '';
}

function writtenSpan(model: Model, asked: readonly string[], reading: Reading, read: readonly string[]): string {
  const candidates = candidatesOf(reading);
  const scores = scoreCandidates(model.spans, asked, candidates);
  const best = candidates[scores.indexOf(Math.max(...scores))];
  if (best === undefined) return '';
  return recall(model.remembered, best.words, read) ?? applyFormat(formatFor(model.formats, asked), best.text);
}
