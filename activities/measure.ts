import type { ArtifactRef } from '../domain/artifact.ts';
import { createMeter } from '../domain/metrics.ts';
import type { RunSpec } from '../domain/spec/run-spec.ts';
import { type Measured, readGradedSamples, readRatings, samplesAsked } from '../runs/graded-samples.ts';
import { publishJson } from '../runs/json.ts';
import { keys } from '../runs/keys.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { reporting } from './failures.ts';
import { withHeartbeat } from './heartbeat.ts';
import { readSpec } from './run-files.ts';

/** Grades all answers and makes `metrics.json`, or finds what an earlier attempt made. */
export const measureActivities = ({ store }: { store: ArtifactStore }) => ({
  measure: (input: Measured): Promise<ArtifactRef> =>
    reporting(async () => {
      const key = keys.metrics(input.run.runId, input.run.revision);
      return (await store.find(key)) ?? (await measured(store, input, key));
    }),
});

async function measured(store: ArtifactStore, input: Measured, key: string): Promise<ArtifactRef> {
  const spec = await readSpec(store, input.run);
  const meter = createMeter(input.run.limit === undefined ? spec : withoutVerdict(spec));
  const progress = { done: 0, total: samplesAsked(input) };
  await withHeartbeat(
    () => progress,
    async () => {
      const ratings = await readRatings(store, input.ratings);
      for await (const sample of readGradedSamples(store, spec, input, ratings)) {
        meter.add(sample);
        progress.done += 1;
      }
    },
  );
  return publishJson(store, key, meter.result());
}

// A trial's few samples decide nothing.
function withoutVerdict({ verdict: _, ...spec }: RunSpec): RunSpec {
  return spec;
}
