import { judgeName, raterName } from '../../grading/rating.ts';
import type { CandidateMetrics, Metrics } from '../../measuring/metrics-schema.ts';
import type { RunSpec } from '../../spec/run-spec.ts';
import type { Report, Spoil } from '../report-schema.ts';
import { margin } from '../words/format.ts';
import { because } from '../words/reason-words.ts';
import { outOf, shareOf } from './shares.ts';

/** Candidates, and the models that rate their answers. */
export type Rated = Pick<Metrics, 'candidates'> & Pick<Report, 'judge' | 'graders'>;

/** A model that rates, and how many answers of a candidate it has rated or failed to rate. */
interface RaterCounts extends Pick<NonNullable<Report['judge']>, 'rated' | 'failed' | 'reasons'> {
  name: string;
  lackingOf(candidate: CandidateMetrics): { count: number; of: number };
}

/** The larger share for each rater that failed too often: of its distinct ratings, or of a candidate's answers. */
export function failedRatings(rated: Rated, limits: RunSpec['limits']): Spoil[] {
  return ratersOf(rated).flatMap((rater) => {
    const candidates = rated.candidates.filter(({ kind }) => kind === 'candidate');
    const [first, ...others] = [ofAll(rater), ...candidates.map((candidate) => ofCandidate(rater, candidate))];
    const worst = others.reduce((a, b) => (b.share > a.share ? b : a), first as Found);
    const limit = limits.failedRatings;
    if (worst.share <= limit) return [];
    const text = `${worst.text}${because(rater.reasons)}, more than the ${margin(limit)} % of limits.failedRatings.`;
    return [{ kind: 'failed-ratings', rater: rater.name, ...worst, limit, text }];
  });
}

/** Whether ratings are missing without which the run has not measured what it was to measure. */
export function lacksRatings(spoils: readonly Spoil[], metric: string | undefined): boolean {
  const decides = ({ rater }: Spoil) => metric !== undefined && rater === raterName(metric);
  return spoils.some((spoil) => spoil.kind === 'failed-ratings' && (spoil.share === 1 || decides(spoil)));
}

type Found = Pick<Spoil, 'candidate' | 'count' | 'of' | 'share' | 'text'>;

function ofAll({ name, rated, failed }: RaterCounts): Found {
  return { ...shareOf(failed, rated + failed), text: `${outOf(failed, rated + failed, 'rating')} by ${name} failed` };
}

function ofCandidate({ name, lackingOf }: RaterCounts, candidate: CandidateMetrics): Found {
  const { count, of } = lackingOf(candidate);
  const text = `${outOf(count, of, 'answer')} of ${candidate.name} got no rating by ${name}`;
  return { candidate: candidate.name, ...shareOf(count, of), text };
}

function ratersOf({ judge, graders = [] }: Rated): RaterCounts[] {
  return [
    ...(judge ? [{ ...judge, name: judgeName, lackingOf: unrated }] : []),
    ...graders.map(({ name, graded: rated, ...counts }) => {
      return { ...counts, rated, name: raterName(name), lackingOf: ungradedBy(name) };
    }),
  ];
}

function unrated({ slices: [all] }: CandidateMetrics): { count: number; of: number } {
  const { labels = [], unrated: count = 0 } = all?.ratings ?? {};
  return { count, of: labels.reduce((sum, label) => sum + label.count, count) };
}

function ungradedBy(grader: string): RaterCounts['lackingOf'] {
  return ({ slices: [all] }) => {
    const { ungraded: count = 0, samples = 0 } = all?.scores[grader] ?? {};
    return { count, of: samples + count };
  };
}
