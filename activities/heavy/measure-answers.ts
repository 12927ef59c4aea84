import { createMeter } from '../../domain/measuring/metrics.ts';
import type { ArtifactRef } from '../../domain/run/artifact.ts';
import type { RunSpec } from '../../domain/spec/run-spec.ts';
import { type AnswersToGrade, readGradedSamples, readRatings } from '../../runs/graded-samples.ts';
import { publishJson, readJson } from '../../runs/json.ts';
import { keys } from '../../runs/keys.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';

/** Grades all answers and makes `metrics.json`, or finds what an earlier attempt made. */
export async function measureAnswers(
  store: ArtifactStore,
  input: AnswersToGrade,
  tick: () => void,
): Promise<ArtifactRef> {
  const key = keys.metrics(input.run.runId, input.run.revision);
  const made = await store.find(key);
  if (made) return made;
  const spec = await readJson<RunSpec>(store, input.run.spec);
  const meter = createMeter(input.run.limit === undefined ? spec : withoutVerdict(spec));
  const ratings = await readRatings(store, input.ratings);
  for await (const sample of readGradedSamples(store, spec, input, ratings)) {
    meter.add(sample);
    tick();
  }
  return publishJson(store, key, meter.result());
}

// A trial's few samples decide nothing.
function withoutVerdict({ verdict: _, ...spec }: RunSpec): RunSpec {
  return spec;
}
