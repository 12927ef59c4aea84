import type { Audit, FoundSamples } from '../../audit/audit-schema.ts';
import { hashesNamed } from '../../data/named-images.ts';
import { emptyAndMissing } from '../../measuring/answer-tally.ts';
import type { CandidateMetrics } from '../../measuring/metrics-schema.ts';
import { limitsOf, type RunSpec } from '../../spec/run-spec.ts';
import type { Report, Spoil } from '../report-schema.ts';
import { counted, margin, whole } from '../words/format.ts';
import { because, moreThought } from '../words/reason-words.ts';
import { endedAtCap } from './ended-at-cap.ts';
import { failedRatings, type Rated } from './rating-spoils.ts';
import { outOf, shareOf } from './shares.ts';

/** What a report is searched for spoils in. */
export type Searched = Pick<Report, 'on' | 'samples'> & { audit: Pick<Audit, 'sharedImages'> } & Rated;

type Limits = RunSpec['limits'];

/** What spoils the verdict of a report, and by how much: data, answers, ratings (docs/decisions/2026-11-28-what-spoils-a-verdict.md). */
export function findSpoils(searched: Searched, limits: Limits): Spoil[] {
  const candidates = searched.candidates.filter(({ kind }) => kind === 'candidate');
  return [
    ...sharedData(searched),
    ...candidates.flatMap((candidate) => spoiledAnswers(candidate, limits)),
    ...failedRatings(searched, limits),
    ...endedAtCap({ ...searched, candidates }),
  ];
}

/** The spoils of a stored report; one without, as 0.1.0 stored it, is searched by the limits of today. */
export function spoilsIn(report: Report): readonly Spoil[] {
  return report.spoils ?? findSpoils(report, limitsOf(report.provenance.spec));
}

function sharedData({ samples, audit, on }: Searched): Spoil[] {
  const { train, validation, examples } = audit.sharedImages;
  const places: [FoundSamples | undefined, string][] = [
    [train, 'training has'],
    [validation, 'validation has'],
    [examples, 'the worked examples have'],
  ];
  return places.flatMap(([found, place]): Spoil[] => {
    const count = found?.samples ?? 0;
    if (count === 0) return [];
    const plural = count === 1 ? ['is', 'has'] : ['are', 'have'];
    const isText = found?.shown.every((sample) => hashesNamed(sample).length === 0) && found.shown.length > 0;
    const share = isText ? `${plural[1]} prompts or clusters` : `${plural[0]} about images or clusters`;
    const text = `${outOf(count, samples, 'question')} of the ${on} split ${share} that ${place} too, so that what was learnt by heart counts as known.`;
    return [{ kind: 'shared-data', ...shareOf(count, samples), text }];
  });
}

function spoiledAnswers(candidate: CandidateMetrics, limits: Limits): Spoil[] {
  const { name, slices, reasons } = candidate;
  const { answered = 0, failed = 0, samples = 0 } = slices[0] ?? {};
  if (samples === 0) return [];
  if (answered === 0) {
    const text = `${name} answered none of ${counted(samples, 'question')}${because(reasons)}.${moreThought(reasons)}`;
    return [{ kind: 'no-answers', candidate: name, ...shareOf(samples, samples), text }];
  }
  const limit = limits.failedSamples;
  const are = failed === 1 ? 'is' : 'are';
  const text = `${outOf(failed, samples, 'answer')} of ${name} ${are} missing${because(reasons, 'failed')}, more than the ${margin(limit)} % of limits.failedSamples.${moreThought(reasons)}`;
  const missing: Spoil = { kind: 'missing-answers', candidate: name, ...shareOf(failed, samples), limit, text };
  const isAbove = ({ share, limit = 0 }: Spoil) => share > limit;
  const named = isAbove(missing) ? emptyAndMissing(reasons) : { empty: 0, atLimit: 0 };
  return [missing, ...emptyAnswers(candidate, limits, named)].filter(isAbove);
}

/** Those that are not named among the missing ones. */
function emptyAnswers(
  { name, answers }: CandidateMetrics,
  { spoiledAnswers: limit }: Limits,
  named: ReturnType<typeof emptyAndMissing>,
): Spoil[] {
  if (!answers) return [];
  const { asked } = answers;
  const [empty, atLimit] = [answers.empty - named.empty, answers.emptyAtLimit - named.atLimit];
  const cut = atLimit > 0 ? `, ${whole(atLimit)} of them cut by length` : '';
  const text = `${outOf(empty, asked, 'answer')} of ${name} ${empty === 1 ? 'is' : 'are'} empty${cut}, more than the ${margin(limit)} % of limits.spoiledAnswers.`;
  return [{ kind: 'spoiled-answers', candidate: name, ...shareOf(empty, asked), limit, text }];
}
