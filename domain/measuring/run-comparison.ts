import type { Dataset } from '../data/dataset.ts';
import type { GradedSample } from '../grading/graded-sample.ts';
import type { Spoil } from '../report/report-schema.ts';
import { findSpoils } from '../report/spoils/spoils.ts';
import { limitsOf, type RunSpec, type VerdictSpec, verdictDefaults } from '../spec/run-spec.ts';
import { compareAnswers } from './comparison.ts';
import { createMeter, type Meter } from './metrics.ts';
import type { Comparison, Metrics } from './metrics-schema.ts';
import { differencesBetween, type ValueDifference } from './value-differences.ts';

/** A candidate of a run that is compared with one of another run. */
export interface Side {
  runId: string;
  candidate: string;
  spec: RunSpec;
  dataset: Pick<Dataset, 'sources' | 'audit'>;
}

/** What two candidates of two runs have been found to differ in, on the same samples. */
export interface RunComparison {
  samples: number;
  clusters: number;
  images: number;
  comparison: Comparison;
  /** What spoils it, in either run. */
  spoils: Spoil[];
}

/** Samples of two runs that are not the same. */
export interface SampleDifferences {
  /** Of so many pairs. */
  differing: number;
  pairs: number;
  /** How the first one differs. */
  first: { sample: string; difference: ValueDifference };
}

/** A candidate's name where two runs are spoken of. */
export function nameOf({ runId, candidate }: Side): string {
  return `${runId}:${candidate}`;
}

/** Where the rules differ by which two runs are judged: of the verdicts, when both name one, and of the grader that decides. */
export function rulesApart(a: Side, b: Side): ValueDifference[] {
  const { metric } = sharedRule(a, b);
  const graders = (side: Side) => ({ graders: { [metric]: side.spec.graders[metric] } });
  const verdicts =
    a.spec.verdict && b.spec.verdict ? differencesBetween({ verdict: ruleOf(a) }, { verdict: ruleOf(b) }) : [];
  return [...verdicts, ...differencesBetween(graders(a), graders(b))];
}

function sharedRule(a: Side, b: Side): Rule {
  return a.spec.verdict ? ruleOf(a) : ruleOf(b);
}

/** Where the data differ that two runs were asked about. */
export function dataApart(a: Side, b: Side): ValueDifference[] {
  const partsOf = ({ spec, dataset }: Side) => ({
    data: spec.data,
    on: spec.on,
    prompt: { image: spec.prompt.image },
    sources: Object.fromEntries(dataset.sources.map(({ path, sha256 }) => [path, sha256.slice(0, 12)])),
  });
  return differencesBetween(partsOf(a), partsOf(b));
}

/** Where the ways differ in which two candidates were asked, their models aside. */
export function askingApart(a: Side, b: Side): ValueDifference[] {
  const partsOf = ({ spec: { prompt, candidates, repeats }, candidate }: Side) => {
    const { images, examples, parameters } = candidates[candidate] ?? {};
    return { prompt, images, examples, parameters, repeats };
  };
  return differencesBetween(partsOf(a), partsOf(b));
}

/** Compares two candidates on the samples of their runs, one pair of samples at a time, by the rule that they share. */
export function compareRuns(compare: Side, against: Side) {
  const rule = sharedRule(compare, against);
  // Ratings of another judge, or by another rubric, say nothing of each other.
  const isOneJudge = differencesBetween(compare.spec.judge, against.spec.judge).length === 0;
  const spec = { ...compare.spec, judge: isOneJudge ? compare.spec.judge : undefined };
  const meter = compareAnswers(spec, { ...rule, compare: nameOf(compare), against: nameOf(against) });
  const sides = [compare, against].map((side) => ({ side, meter: meterOf(side) }));
  const [clusters, images] = [new Set<string>(), new Set<string>()];
  let [pairs, differing] = [0, 0];
  let first: SampleDifferences['first'] | undefined;

  /** Undefined where one run has no sample left. */
  function add(mine: GradedSample | undefined, theirs: GradedSample | undefined): void {
    pairs += 1;
    const [difference] = differencesBetween(shapeOf(mine), shapeOf(theirs));
    if (difference) {
      differing += 1;
      first ??= { sample: (mine ?? theirs)?.sample.id ?? '', difference };
    }
    if (!mine || !theirs) return;
    clusters.add(mine.sample.cluster);
    for (const { sha256 } of mine.sample.images) images.add(sha256);
    meter.add({ ...mine, answers: [...answersOf(mine, compare), ...answersOf(theirs, against)] });
    for (const [index, graded] of [mine, theirs].entries()) {
      const own = sides[index];
      own?.meter.add({ ...graded, answers: answersOf(graded, own.side) });
    }
  }

  return {
    add,
    differences: (): SampleDifferences | undefined => first && { differing, pairs, first },
    result: (): RunComparison => ({
      samples: pairs,
      clusters: clusters.size,
      images: images.size,
      comparison: meter.result(),
      spoils: sides.flatMap((own) => spoilsOf(own.side, own.meter.result())),
    }),
  };
}

/** Measures the answers of one side, by which what spoils them is found. */
function meterOf({ spec }: Side): Meter {
  return createMeter({ ...spec, verdict: undefined, comparisons: [], limits: limitsOf({ ...spec }) });
}

function spoilsOf({ spec, dataset, runId }: Side, metrics: Metrics): Spoil[] {
  const spoils = findSpoils({ ...metrics, on: spec.on, audit: dataset.audit }, limitsOf({ ...spec }));
  return spoils.map((spoil) => (spoil.candidate ? spoil : { ...spoil, text: `${runId}: ${spoil.text}` }));
}

type Rule = Omit<VerdictSpec, 'compare' | 'against' | 'demand'>;

/** What a gate demands decides nothing here. */
function ruleOf({ spec }: Side): Rule {
  const { compare: _, against: __, demand: ___, ...rule } = spec.verdict ?? verdictDefaults();
  return rule;
}

/** What makes a sample the same in two runs. */
function shapeOf(graded: GradedSample | undefined) {
  if (!graded) return { 'the sample': 'missing' };
  const { id, images, cluster, question, targets, slices } = graded.sample;
  return {
    'the sample': 'there',
    id,
    image: images.map(({ sha256 }) => sha256.slice(0, 12)).join(' '),
    cluster,
    question,
    targets,
    slices,
  };
}

function answersOf({ answers }: GradedSample, side: Side): GradedSample['answers'] {
  return answers
    .filter(({ candidate }) => candidate === side.candidate)
    .map((answer) => ({ ...answer, candidate: nameOf(side) }));
}
