import type { Interval } from '../statistics/clustered.ts';
import { confusionOf, kappaInterval, linearKappa, type RatedPair } from '../statistics/kappa.ts';
import type { Draw } from './draw.ts';

/** How far judge and person agree on the answers of one candidate, or of all. */
export interface Agreement {
  /** Answers that the judge rated, which the drawn ones stand for. */
  answers: number;
  drawn: number;
  clusters: number;
  /** Drawn answers by the judge's label, then by the person's. */
  counts: number[][];
  /** Share of all rated answers with the same label from both, estimated. */
  agreement: number;
  /** Absent when both use one and the same label only. */
  kappa?: number;
  /** Absent below ten clusters, and where kappa is. */
  interval?: Interval;
}

/** What a person's labels say of the judge. */
export interface Calibration {
  /** From best to worst. */
  labels: readonly string[];
  weights: 'linear';
  alpha: number;
  /** Distinct answers that the person has labelled. */
  labelled: number;
  all: Agreement;
  candidates: (Agreement & { name: string })[];
  /** What the spec demands of the lower end of the interval over all. */
  minimum?: { kappa: number; isReached: boolean };
}

/**
 * Compares the judge's labels with a person's, given by place for each item of a draw. A drawn answer stands for all of
 * its stratum (weight: answers rated / answers drawn), so that the estimates are of all rated answers, whatever was drawn
 * more of; the bootstrap keeps these weights, and gives away what stratifying gained.
 */
export function calibrationOf(
  draw: Draw,
  places: readonly number[],
  alpha: number,
  minimumKappa?: number,
): Calibration {
  const pairs = labelledAnswers(draw, places);
  const names = [...new Set(draw.strata.map(({ candidate }) => candidate))];
  const labels = draw.labels.length;
  const all = agreementOf(pairs, labels, alpha);
  return {
    labels: draw.labels,
    weights: 'linear',
    alpha,
    labelled: draw.items.length,
    all,
    candidates: names.map((name) => ({
      name,
      ...agreementOf(
        pairs.filter(({ candidate }) => candidate === name),
        labels,
        alpha,
      ),
    })),
    ...(minimumKappa !== undefined && {
      minimum: { kappa: minimumKappa, isReached: (all.interval?.lower ?? Number.NEGATIVE_INFINITY) >= minimumKappa },
    }),
  };
}

/** A drawn answer with the judge's place and the person's. */
type LabelledAnswer = RatedPair & { candidate: string };

/** The answers of a draw with the places that a person gave to its items, each weighing what it stands for. */
export function labelledAnswers({ labels, strata, answers }: Draw, places: readonly number[]): LabelledAnswer[] {
  const weights = new Map(
    strata.map(({ candidate, label, answers, drawn }) => [JSON.stringify([candidate, label]), answers / drawn]),
  );
  return answers.map(({ item, candidate, label, cluster }) => ({
    candidate,
    cluster,
    one: labels.indexOf(label),
    other: places[item] ?? -1,
    weight: weights.get(JSON.stringify([candidate, label])) ?? 0,
  }));
}

function agreementOf(pairs: readonly RatedPair[], labels: number, alpha: number): Agreement {
  const answers = sumOf(pairs);
  const kappa = linearKappa(confusionOf(pairs, labels));
  const interval = kappaInterval(pairs, labels, alpha);
  return {
    answers: Math.round(answers),
    drawn: pairs.length,
    clusters: new Set(pairs.map(({ cluster }) => cluster)).size,
    counts: confusionOf(
      pairs.map((pair) => ({ ...pair, weight: 1 })),
      labels,
    ),
    agreement: sumOf(pairs.filter(({ one, other }) => one === other)) / answers,
    ...(kappa !== undefined && { kappa }),
    ...(interval && { interval }),
  };
}

function sumOf(pairs: readonly RatedPair[]): number {
  return pairs.reduce((sum, { weight }) => sum + weight, 0);
}
