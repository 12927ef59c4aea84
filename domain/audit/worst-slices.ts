import { hashesNamed } from '../data/named-images.ts';
import { slicesOf } from '../data/slices.ts';
import type { GradedSample } from '../grading/graded-sample.ts';
import type { Metrics, SliceMetrics } from '../measuring/metrics-schema.ts';
import type { RunSpec } from '../spec/run-spec.ts';
import { minimumClusters } from '../statistics/clustered.ts';
import type { Audit } from './audit-schema.ts';
import { shownSample } from './shown-sample.ts';

type WorstSlices = Audit['worstSlices'];
type WorstSlice = WorstSlices['slices'][number];

const mostSlices = 5;
const mostExamples = 4;

/** Gathers wrong answers in the slices that the compared candidate (without a verdict the first) is worst at. */
export function gatherWorstSlices(spec: Pick<RunSpec, 'verdict' | 'candidates'>, { candidates }: Metrics) {
  const metric = spec.verdict?.metric ?? 'normalised';
  const candidate = spec.verdict?.compare ?? Object.keys(spec.candidates)[0] ?? '';
  const slices = worstOf(candidates.find(({ name }) => name === candidate)?.slices ?? [], metric);

  function add({ sample, answers }: GradedSample): void {
    const graded = answers.find((answer) => answer.candidate === candidate);
    if (graded?.answer.outcome !== 'answered' || graded.grade?.scores[metric] !== 0) return;
    const own = slicesOf(sample);
    for (const { dimension, value, shown } of slices) {
      if (own[dimension] !== value || shown.length >= mostExamples) continue;
      if (shown.some((one) => isOfSameImages(one, sample))) continue;
      shown.push({ ...shownSample(sample), answer: graded.answer.text });
    }
  }

  return { add, result: (): WorstSlices => ({ candidate, metric, slices }) };
}

function isOfSameImages(shown: WorstSlice['shown'][number], { images }: GradedSample['sample']): boolean {
  const hashes = hashesNamed(shown);
  return hashes.length > 0 && hashes.join() === images.map(({ sha256 }) => sha256).join();
}

/** Slices of enough clusters that score below all samples together. */
function worstOf([all, ...slices]: readonly SliceMetrics[], metric: string): WorstSlice[] {
  return slices
    .flatMap(({ dimension, value, samples, clusters, scores }) => {
      const mean = scores[metric]?.mean;
      const isWorse = mean !== undefined && mean < (all?.scores[metric]?.mean ?? 0);
      return dimension !== null && isWorse && clusters >= minimumClusters
        ? [{ dimension, value, samples, mean, shown: [] }]
        : [];
    })
    .sort((a, b) => a.mean - b.mean)
    .slice(0, mostSlices);
}
