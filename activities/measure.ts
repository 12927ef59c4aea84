import type { ArtifactRef } from '../domain/run/artifact.ts';
import { type AnswersToGrade, samplesAsked } from '../runs/graded-samples.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { alongside } from './heavy/alongside.ts';
import { type Heavy, here } from './heavy/heavy.ts';

/** Grades all answers and makes `metrics.json`, or finds what an earlier attempt made. */
export const measureActivities = ({ store, heavy = here(store) }: { store: ArtifactStore; heavy?: Heavy }) => ({
  measure: (input: AnswersToGrade): Promise<ArtifactRef> => alongside(heavy, 'measure', input, samplesAsked(input)),
});
