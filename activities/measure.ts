import type { ArtifactRef } from '../domain/artifact.ts';
import { createMeter } from '../domain/metrics.ts';
import type { RunSpec } from '../domain/run-spec.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { keys } from '../storage/keys.ts';
import { reporting } from './failures.ts';
import { type Measured, readGradedSamples } from './graded-samples.ts';
import { withHeartbeat } from './heartbeat.ts';
import { publishJson, readSpec } from './run-files.ts';

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
  const progress = { done: 0, total: input.candidates[0] ? sampleCount(input.candidates[0].counts) : 0 };
  await withHeartbeat(
    () => progress,
    async () => {
      for await (const sample of readGradedSamples(store, spec, input)) {
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

function sampleCount({ answered, refused, failed }: { answered: number; refused: number; failed: number }): number {
  return answered + refused + failed;
}
