import { askedReason } from '../../data/training.ts';
import { judgeName, raterName } from '../../grading/rating.ts';
import { emptyAndMissing } from '../../measuring/answer-tally.ts';
import type { CandidateMetrics } from '../../measuring/metrics-schema.ts';
import type { Report, Spoil } from '../report-schema.ts';
import { outOf } from '../spoils/shares.ts';
import { spoilsIn } from '../spoils/spoils.ts';
import { counted, whole } from './format.ts';
import { because } from './reason-words.ts';
import { storedRemarks } from './stored-words.ts';

/** What a reader of the verdict should know besides, a line each: what is no whole answer, and why; what was left out. */
export function remarksOf(report: Report): string[] {
  const { agreement } = report;
  const candidates = report.candidates.filter(({ kind }) => kind === 'candidate');
  const explained = (name: string) => spoilsIn(report).filter(({ candidate }) => candidate === name);
  return [
    ...(agreement ? storedRemarks({ name: agreement.with, stored: agreement.stored }) : []),
    ...candidates.flatMap(storedRemarks),
    ...candidates.flatMap((candidate) => answersRemark(candidate, explained(candidate.name))),
    ...candidates.flatMap(wordsRemark),
    ...samplingRemark(report),
    ...ratingsRemark(report),
    ...saidRemark(report),
    ...shutdownRemark(report),
    ...leftOutRemark(report),
    ...trainingRemark(report),
    ...(report.spoils ? [] : ['Stored by Tempera 0.1.0, whose files are not checked.']),
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
    [(answers?.empty ?? 0) - emptyAndMissing(reasons).empty, 'empty'],
  ];
  const parts = counts.filter(([count]) => count > 0).map(([count, what]) => `${whole(count)} ${what}`);
  return parts.length === 0
    ? []
    : [`Of ${counted(samples, 'question')} to ${name}: ${parts.join(', ')}${isExplained ? '' : because(reasons)}.`];
}

/** Whose answers may be others when they are asked again. */
function samplingRemark({ candidates, judge, provenance }: Report): string[] {
  const asked = [
    ...candidates.filter(({ kind }) => kind === 'candidate'),
    ...(judge ? [{ ...judge, name: judgeName }] : []),
  ];
  const free = asked.filter(({ parameters }) => parameters && parameters.temperature === undefined);
  if (free.length === 0) return [];
  const names = free.map(({ name }) => name).join(', ');
  const advice =
    Number(provenance.spec['repeats'] ?? 1) > 1 || free.every(({ name }) => name === judgeName)
      ? ''
      : ' Ask each question several times (repeats) to see how much.';
  return [
    `Asked at the model’s own sampling, since it takes no temperature: ${names}. Asked again they may answer otherwise.${advice}`,
  ];
}

function wordsRemark({ name, finishWords = [] }: CandidateMetrics): string[] {
  const words = finishWords.map(({ word, count }) => `${whole(count)} × "${word}"`);
  return words.length === 0
    ? []
    : [`Answers of ${name} ended by words that Tempera does not know, and count as answers: ${words.join(', ')}.`];
}

/** Ratings that failed below the limit; those above it stand in a notice. */
function ratingsRemark(report: Report): string[] {
  const { judge, graders = [] } = report;
  const raters = [
    ...(judge ? [{ ...judge, who: judgeName }] : []),
    ...graders.map((grader) => ({ ...grader, rated: grader.graded, who: raterName(grader.name) })),
  ];
  const isSpoilt = (who: string) => spoilsIn(report).some(({ rater }) => rater === who);
  return raters.flatMap(({ who, rated, failed, reasons }) =>
    failed === 0 || isSpoilt(who)
      ? []
      : [`${outOf(failed, rated + failed, 'rating')} by ${who} failed (missing)${because(reasons)}.`],
  );
}

/** Sentences of providers that are shown; the page has one for each reason. */
const mostSaid = 3;

function saidRemark({ execution: { said = [] } }: Report): string[] {
  return said
    .slice(0, mostSaid)
    .map(({ who, code, said: sentence }) => `To ${who} the provider said of ${code}: “${sentence}”`);
}

function shutdownRemark({ execution: { shutdowns = [] } }: Report): string[] {
  const texts = shutdowns.map(({ model, date }) => `${model} on ${date}`);
  return texts.length === 0
    ? []
    : [`Their providers stop serving ${texts.join(', ')}: asked again after that, nobody answers.`];
}

function leftOutRemark({ provenance, on }: Report): string[] {
  const { train, validation } = provenance.dataset.counts;
  const counts: [number, string][] = [
    [train?.linesLeftOut?.[askedReason] ?? 0, 'training line'],
    [validation?.linesLeftOut?.[askedReason] ?? 0, 'validation line'],
    [train?.examplesLeftOut ?? 0, 'worked example'],
  ];
  const parts = counts.filter(([count]) => count > 0).map(([count, what]) => counted(count, what));
  return parts.length === 0
    ? []
    : [`Left out since images or clusters of theirs are in the ${on} split (data.leakage: drop): ${parts.join(', ')}.`];
}

function trainingRemark({ execution }: Report): string[] {
  const warnings = execution.tuned?.warnings ?? [];
  return warnings.length === 0 ? [] : [`The provider warned of the training: ${warnings.join('; ')}`];
}
