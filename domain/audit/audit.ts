import type { NamedImages } from '../data/named-images.ts';
import type { GradedSample } from '../grading/graded-sample.ts';
import type { Metrics } from '../measuring/metrics-schema.ts';
import type { RunSpec } from '../spec/run-spec.ts';
import type { Audit, DataAudit } from './audit-schema.ts';
import { gatherDisputed } from './disputed.ts';
import { gatherWorstSlices } from './worst-slices.ts';

/** Gathers what looks wrong with labels and data while samples stream by. */
export interface Auditor {
  add(sample: GradedSample): void;
  result(): Audit;
}

/** An audit of graded samples, with what their preparation found. */
export function openAudit(spec: Pick<RunSpec, 'verdict' | 'candidates'>, metrics: Metrics, data: DataAudit): Auditor {
  const disputed =
    metrics.candidates.filter(({ kind }) => kind === 'candidate').length > 1 ? gatherDisputed() : undefined;
  const worst = gatherWorstSlices(spec, metrics);
  return {
    add: (sample) => {
      disputed?.add(sample);
      worst.add(sample);
    },
    result: () => ({ ...data, ...(disputed && { disputed: disputed.result() }), worstSlices: worst.result() }),
  };
}

/** The samples that the lists of an audit show. */
export function samplesShown({ disputed, unseenClasses, sharedImages, nearDuplicates, worstSlices }: Audit) {
  const { train, validation, examples } = sharedImages;
  const near = [nearDuplicates?.train, nearDuplicates?.validation];
  const lists = [disputed, unseenClasses, train, validation, examples, ...near, ...worstSlices.slices];
  return lists.flatMap((list): readonly NamedImages[] => list?.shown ?? []);
}
