import type { Auditor } from '../audit/audit.ts';
import { withCosts } from '../cost/costs.ts';
import { providerOfCandidate } from '../cost/prices.ts';
import type { Dataset } from '../data/dataset.ts';
import { modelGradersOf } from '../grading/graders/spec-graders.ts';
import type { Doubts } from '../grading/judge-against-rules.ts';
import { areOfOneFamily } from '../grading/model-family.ts';
import { judgeName, raterName } from '../grading/rating.ts';
import type { Metrics } from '../measuring/metrics-schema.ts';
import type { SentParameters } from '../models/parameters-sent.ts';
import type { RunSpec } from '../spec/run-spec.ts';
import { originText, type TakenAnswers } from '../stored/origin.ts';
import { demandOf } from '../verdict/gate.ts';
import type { Gallery } from './chosen/examples.ts';
import type { RaterAccount } from './ledger.ts';
import type { Calls, CandidateReport, Execution, Report, Spoil } from './report-schema.ts';
import { lacksRatings } from './spoils/rating-spoils.ts';
import { findSpoils } from './spoils/spoils.ts';
import { agreementSentence } from './words/agreement-words.ts';
import { headlineOf } from './words/headline.ts';

/** All that a report is made of. */
export interface ReportParts {
  spec: RunSpec;
  /** What was sent to each candidate and rater. */
  parameters?: ReadonlyMap<string, SentParameters>;
  isTrial: boolean;
  dataset: Dataset;
  metrics: Metrics;
  /** By the judge and by each grader that is a model, by their names where all raters are listed. */
  ratings: ReadonlyMap<string, RaterAccount>;
  gallery: Gallery;
  /** Absent without a judge. */
  doubts?: Doubts | undefined;
  audit: Auditor;
  execution: Execution;
  /** Answers that were given before, by candidate. */
  taken?: ReadonlyMap<string, TakenAnswers>;
  version: string;
}

/** Puts a report together; everything that may differ between runs with the same answers is in its `execution`. */
export function assembleReport(parts: ReportParts): Report {
  const { spec, isTrial, metrics, gallery, execution } = parts;
  const candidates = metrics.candidates.map((candidate) => ({
    ...candidate,
    ...modelsOf(candidate.name, spec, execution.calls, parts.taken?.get(candidate.name)),
    ...sentTo(candidate.name, parts),
  }));
  const judge = judgeOf(parts, candidates);
  const graders = gradersOf(parts);
  const audit = parts.audit.result();
  const agreement = agreementOf(parts);
  const spoils = findSpoils({ ...metrics, on: spec.on, candidates, judge, graders, audit }, spec.limits);
  return {
    version: 2,
    name: spec.name,
    outcome: outcomeOf(parts, spoils),
    on: spec.on,
    headline:
      agreement && !isTrial && !metrics.comparison
        ? agreementSentence(metrics, agreement)
        : headlineOf(metrics, isTrial, spoils),
    spoils,
    ...(agreement && { agreement }),
    ...(spec.verdict && { demand: demandOf(spec.verdict) }),
    ...metrics,
    candidates,
    ...(judge && { judge }),
    ...(graders.length > 0 && { graders }),
    examples: { rule: gallery.rule, shown: gallery.examples() },
    troubles: gallery.troubles(),
    audit,
    provenance: provenanceOf(parts),
    execution: withCosts(execution, spec),
  };
}

/** A trial may lack a few answers; one in which a candidate or a rater said nothing shows that the run does not work. */
function outcomeOf({ isTrial, spec, metrics }: ReportParts, spoils: readonly Spoil[]): Report['outcome'] {
  const isSilent = spoils.some(({ kind }) => kind === 'no-answers') || lacksRatings(spoils, spec.verdict?.metric);
  if (isSilent) return 'incomplete';
  if (isTrial) return 'trial';
  const wasEnded = spoils.some(({ kind }) => kind === 'ended-at-cap');
  return wasEnded || metrics.candidates.some(({ incomplete }) => incomplete) ? 'incomplete' : 'done';
}

function sentTo(who: string, { parameters }: ReportParts): Pick<CandidateReport, 'parameters'> {
  const sent = parameters?.get(who);
  return sent ? { parameters: { ...sent } } : {};
}

type Models = Pick<CandidateReport, 'provider' | 'model' | 'tunedFrom' | 'models' | 'floating' | 'stored'>;

function modelsOf(name: string, spec: RunSpec, calls: readonly Calls[], taken?: TakenAnswers): Models {
  const candidate = spec.candidates[name];
  if (!candidate) return { models: [], floating: false };
  const { model } = candidate;
  const provider = providerOfCandidate(spec, name);
  // The name of a model that this run makes is the run's own, and so no part of what equal runs have in common.
  if (model === 'tuned' && spec.fineTune) {
    return { provider, model, tunedFrom: spec.fineTune.model, models: [], floating: false };
  }
  const models = modelsNamedBy(name, calls);
  // A name in a file points nowhere any more.
  if (taken) return { provider, model, models, floating: false, stored: storedOf(taken) };
  return { provider, model, models, floating: isFloating(model, models) };
}

function agreementOf({ spec, metrics, taken }: ReportParts): Report['agreement'] {
  const { candidate = '' } = spec.data.targets ?? {};
  const own = taken?.get(candidate);
  if (!own) return undefined;
  const { model = '' } = spec.candidates[candidate] ?? {};
  return { with: candidate, model, stored: storedOf(own), leftOut: own.facts.samples - metrics.samples };
}

function storedOf({ origin, sha256, format, facts }: TakenAnswers): NonNullable<CandidateReport['stored']> {
  const { byId, byQuestion, unused, repeatsLeftOut, unchecked, said, shutdownDate } = facts;
  return {
    from: originText(origin),
    sha256,
    ...(format !== undefined && { format }),
    ...('file' in origin && { modified: origin.modified }),
    ...(said && { said }),
    ...(shutdownDate !== undefined && { shutdownDate }),
    answers: byId + byQuestion,
    byId,
    byQuestion,
    unused,
    repeatsLeftOut,
    unchecked: { ...unchecked },
  };
}

function modelsNamedBy(who: string, calls: readonly Calls[]): string[] {
  return calls.find((account) => account.who === who)?.models ?? [];
}

function isFloating(requested: string, models: readonly string[]): boolean {
  return models.some((model) => model !== requested);
}

function judgeOf(parts: ReportParts, candidates: readonly CandidateReport[]): Report['judge'] {
  const { spec, ratings, doubts, execution } = parts;
  if (!spec.judge || !doubts) return undefined;
  const { rated, failed, reasons } = ratings.get(judgeName) ?? noRatings;
  const { model, provider = spec.provider } = spec.judge;
  const models = modelsNamedBy(judgeName, execution.calls);
  const sameFamily = candidates.filter((candidate) => isRelated(candidate, [model, ...models])).map(({ name }) => name);
  return {
    model,
    models,
    floating: isFloating(model, models),
    provider,
    ...sentTo(judgeName, parts),
    rated,
    failed,
    reasons,
    sameFamily,
    againstRules: doubts.result(),
  };
}

const noRatings: RaterAccount = { rated: 0, failed: 0, reasons: [] };

function gradersOf({ spec, ratings, execution }: ReportParts): NonNullable<Report['graders']> {
  return modelGradersOf(spec).map(({ name = '', model, provider }) => {
    const who = raterName(name);
    const models = modelsNamedBy(who, execution.calls);
    const { rated: graded, failed, reasons } = ratings.get(who) ?? noRatings;
    return { name, model, models, floating: isFloating(model, models), provider, graded, failed, reasons };
  });
}

/** Whether any name of a candidate's model is of the family of any of the judge's: an alias may hide one. */
function isRelated({ model, tunedFrom, models }: CandidateReport, judges: readonly string[]): boolean {
  const own = [tunedFrom ?? model, ...models].filter((name) => name !== undefined);
  return own.some((name) => judges.some((judge) => areOfOneFamily(name, judge)));
}

function provenanceOf({ spec, dataset, version }: ReportParts): Report['provenance'] {
  const { fingerprint, sources, counts } = dataset;
  return {
    spec,
    dataset: { fingerprint, sources: [...sources], counts },
    versions: { tempera: version, report: 2 },
  };
}
