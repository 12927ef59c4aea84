import type { CandidateMetrics } from '../metrics-schema.ts';
import type { Report, Spoil } from '../report.ts';
import { counted, whole } from './format.ts';
import { because } from './reason-words.ts';
import { spoilsIn } from './spoils.ts';

/** What a reader of the verdict should know besides, a line each: answers that are none, and what providers remarked. */
export function remarksOf(report: Report): string[] {
  const candidates = report.candidates.filter(({ kind }) => kind === 'candidate');
  const explained = (name: string) => spoilsIn(report).filter(({ candidate }) => candidate === name);
  return [
    ...candidates.flatMap((candidate) => answersRemark(candidate, explained(candidate.name))),
    ...candidates.flatMap(wordsRemark),
    ...trainingRemark(report),
  ];
}

/** Every outcome that is no whole answer; what is above a limit stands in a notice besides. */
function answersRemark({ name, slices, answers, reasons }: CandidateMetrics, spoils: readonly Spoil[]): string[] {
  if (spoils.some(({ kind }) => kind === 'no-answers')) return [];
  const isExplained = spoils.some(({ kind }) => kind === 'missing-answers');
  const { samples = 0, refused = 0, failed = 0, cutByLength = 0 } = slices[0] ?? {};
  const counts: [number, string][] = [
    [refused, 'refused (wrong)'],
    [failed, 'failed (missing)'],
    [cutByLength, 'cut by length'],
    [answers?.empty ?? 0, 'empty'],
  ];
  const parts = counts.filter(([count]) => count > 0).map(([count, what]) => `${whole(count)} ${what}`);
  return parts.length === 0
    ? []
    : [`Of ${counted(samples, 'question')} to ${name}: ${parts.join(', ')}${isExplained ? '' : because(reasons)}.`];
}

function wordsRemark({ name, finishWords = [] }: CandidateMetrics): string[] {
  const words = finishWords.map(({ word, count }) => `${whole(count)} × "${word}"`);
  return words.length === 0
    ? []
    : [`Answers of ${name} ended by words that Tempera does not know, and count as answers: ${words.join(', ')}.`];
}

function trainingRemark({ execution }: Report): string[] {
  const warnings = execution.tuned?.warnings ?? [];
  return warnings.length === 0 ? [] : [`The provider warned of the training: ${warnings.join('; ')}`];
}
