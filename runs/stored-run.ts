import type { AnsweredSample } from '../domain/answering/answered-sample.ts';
import type { Dataset } from '../domain/data/dataset.ts';
import type { Sample } from '../domain/data/sample.ts';
import type { AnswerManifest } from '../domain/run/run.ts';
import type { ImageSpec } from '../domain/spec/run-spec.ts';
import type { StoredEntry } from '../domain/stored/entry.ts';
import type { StoredOrigin } from '../domain/stored/origin.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { answeredSamples } from './answered-samples.ts';
import { readJson } from './json.ts';
import { keys } from './keys.ts';
import { openRun } from './open-run.ts';
import { RunError } from './run-error.ts';

type RunOrigin = Extract<StoredOrigin, { run: string }>;

/** Where a candidate's answers in a run lie now. Throws {@link RunError} where there are none, or not all yet. */
export async function originInRun(store: ArtifactStore, runId: string, candidate?: string): Promise<RunOrigin> {
  const { results } = await openRun(store, runId).answered();
  const names = results.map(({ candidate: name }) => name);
  const [only] = results;
  const found =
    candidate === undefined && results.length === 1 ? only : results.find((one) => one.candidate === candidate);
  if (found) return { run: runId, candidate: found.candidate, manifest: found.manifest };
  const problem = candidate === undefined ? 'has several candidates' : `has no candidate ${JSON.stringify(candidate)}`;
  throw new RunError(`run ${runId} ${problem}: ${names.join(', ')}. Say which by answers.candidate.`);
}

/**
 * What a candidate was given in a run. The images are compared where both runs send them in the same way: as hashes of
 * what is sent they tell nothing otherwise.
 */
export async function readStoredRun(
  store: ArtifactStore,
  { run: runId, manifest: ref, candidate }: RunOrigin,
  image: ImageSpec,
): Promise<{ entries: StoredEntry[]; manifest: AnswerManifest }> {
  const manifest = await readJson<AnswerManifest>(store, ref);
  const dataset = await readJson<Dataset>(store, { ...(await requireDataset(store, runId)) });
  const spec = await openRun(store, runId).spec();
  const sameImages = JSON.stringify(spec?.prompt.image) === JSON.stringify(image);
  const asked = { candidate, model: manifest.model, manifest: ref, counts: manifest.counts };
  const entries: StoredEntry[] = [];
  for await (const { sample, answers } of answeredSamples(store, dataset, [asked])) {
    entries.push(...entriesOf(runId, sample, answers, { model: manifest.model, sameImages }));
  }
  return { entries, manifest };
}

async function requireDataset(store: ArtifactStore, runId: string) {
  const dataset = await store.find(keys.dataset(runId));
  if (dataset) return dataset;
  throw new RunError(`run ${runId} has no data set in this store.`);
}

function entriesOf(
  runId: string,
  sample: Sample,
  answers: AnsweredSample['answers'],
  { model, sameImages }: { model: string; sameImages: boolean },
): StoredEntry[] {
  return answers.map(({ answer }, index) => {
    const { sampleId: _, repeat: __, call: ___, model: resolved, ...said } = answer;
    return {
      where: `run ${runId} sample ${sample.id}`,
      id: sample.ownId ?? sample.id,
      question: sample.question,
      targets: sample.targets,
      ...(sameImages && { images: sample.images.map(({ sha256 }) => sha256) }),
      repeat: index + 1,
      model,
      ...(resolved !== undefined && { resolved }),
      said,
    };
  });
}
