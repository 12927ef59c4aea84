import type { Answer } from '../domain/answering/answer.ts';
import { hashOfAsked } from '../domain/capture/captured-answer-of.ts';
import type { Sample } from '../domain/data/sample.ts';
import { answersFolder, layersOf } from '../domain/run/plan.ts';
import type { AnswerManifest } from '../domain/run/run.ts';
import type { ImageSpec } from '../domain/spec/run-spec.ts';
import type { StoredEntry } from '../domain/stored/entry.ts';
import type { StoredOrigin } from '../domain/stored/origin.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { findNewest } from './answer-layers.ts';
import { answeredSamples } from './answered-samples.ts';
import { type AskedRun, readAskedRun } from './captured-answers.ts';
import { findCapture } from './captures.ts';
import { readJson } from './json.ts';
import { keys } from './keys.ts';
import { findRunRecord } from './record.ts';
import { RunError } from './run-error.ts';

type RunOrigin = Extract<StoredOrigin, { run: string }>;

/**
 * Where a candidate's answers in a run or a capture lie now; what others were asked there need not be complete.
 * @throws {RunError} there is no such run or candidate, or not all of its answers yet
 */
export async function originInRun(store: ArtifactStore, runId: string, candidate?: string): Promise<RunOrigin> {
  const { run, plan } = await askedRun(store, runId);
  const names = plan.candidates.map(({ name }) => name);
  const found = candidate === undefined && names.length === 1 ? names[0] : candidate;
  const planned = plan.candidates.find(({ name }) => name === found);
  if (!planned) {
    const problem = found === undefined ? 'has several candidates' : `has no candidate ${JSON.stringify(found)}`;
    throw new RunError(`run ${runId} ${problem}: ${names.join(', ')}. Say which by answers.candidate.`);
  }
  const layers = layersOf(answersFolder(planned, run.generation), run.revision);
  const manifest = await findNewest(store, layers, (layer) => keys.answerManifest(runId, layer));
  if (manifest) return { run: runId, candidate: planned.name, manifest };
  throw new RunError(`run ${runId} has not all answers of ${planned.name} yet: "tempera status ${runId}" shows why.`);
}

async function askedRun(store: ArtifactStore, runId: string): Promise<AskedRun> {
  const record = await findRunRecord(store, runId);
  if (record) return readAskedRun(store, record.input);
  const there = '"tempera list" shows those there are';
  throw new RunError(`There is no run ${JSON.stringify(runId)} in this store (TEMPERA_STORE): ${there}.`);
}

/**
 * What a candidate was given in a run. Images are compared where both runs send them in the same way: as hashes of what
 * is sent they tell nothing otherwise.
 */
export async function readStoredRun(
  store: ArtifactStore,
  { run: runId, manifest: ref, candidate }: RunOrigin,
  image: ImageSpec,
): Promise<{ entries: StoredEntry[]; manifest: AnswerManifest }> {
  const manifest = await readJson<AnswerManifest>(store, ref);
  const { dataset, spec } = await askedRun(store, runId);
  const sameImages = JSON.stringify(spec.prompt.image) === JSON.stringify(image);
  const asked = { candidate, model: manifest.model, manifest: ref, counts: manifest.counts };
  const captured = (await findCapture(store, runId))?.capture.candidates.find(({ name }) => name === candidate);
  const shutdownDate = captured?.shutdownDate;
  const entries: StoredEntry[] = [];
  for await (const { sample, answers } of answeredSamples(store, dataset, [asked])) {
    const shown = {
      where: `run ${runId} sample ${sample.id}`,
      model: manifest.model,
      ...(shutdownDate !== undefined && { shutdownDate }),
      ...askedIn(sample, sameImages),
    };
    entries.push(...answers.map(({ answer }, index) => ({ ...shown, repeat: index + 1, ...saidIn(answer) })));
  }
  return { entries, manifest };
}

/** Targets are not compared: labels may have been mended since, and this run's are those by which all are graded. */
function askedIn(sample: Sample, sameImages: boolean): Pick<StoredEntry, 'id' | 'question' | 'images' | 'askedHash'> {
  const { id, ownId = id, question, images } = sample;
  const seen = { images: images.map(({ sha256 }) => sha256), askedHash: hashOfAsked(sample) };
  return { id: ownId, question, ...(sameImages && seen) };
}

function saidIn({
  sampleId: _,
  repeat: __,
  call,
  model,
  ...said
}: Answer): Pick<StoredEntry, 'said' | 'resolved' | 'at'> {
  return { said, ...(model !== undefined && { resolved: model }), ...(call.at !== undefined && { at: call.at }) };
}
