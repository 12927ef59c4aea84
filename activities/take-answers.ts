import { type Answer, addCounts, countOutcomes } from '../domain/answering/answer.ts';
import { hashOfAsked } from '../domain/capture/captured-answer-of.ts';
import type { Dataset } from '../domain/data/dataset.ts';
import type { Sample } from '../domain/data/sample.ts';
import { outcomeOfRepeats } from '../domain/grading/repeats.ts';
import type { ArtifactRef } from '../domain/run/artifact.ts';
import { layersOf, shardsOf } from '../domain/run/plan.ts';
import type { AnswerManifest, AskedCandidate, CandidateResult, RunInput } from '../domain/run/run.ts';
import { StoredAnswersError, type WantedSample } from '../domain/stored/entry.ts';
import { type Matching, matchEntries } from '../domain/stored/match.ts';
import { originText } from '../domain/stored/origin.ts';
import { findNewest } from '../runs/answer-layers.ts';
import { readSamples } from '../runs/answered-samples.ts';
import { publishJson, readJson } from '../runs/json.ts';
import { keys } from '../runs/keys.ts';
import { RunError } from '../runs/run-error.ts';
import { InputError } from '../sources/source.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { finalFailure } from './failures.ts';
import { reportingAlive } from './heartbeat.ts';
import { readSpec } from './run-files.ts';
import { readOrigin } from './stored-origin.ts';

export interface TakeAnswersInput {
  run: RunInput;
  dataset: ArtifactRef;
  candidate: AskedCandidate;
}

interface Taking extends TakeAnswersInput {
  store: ArtifactStore;
  dataDirectory: string;
}

export function takeAnswersActivities(world: { store: ArtifactStore; dataDirectory: string }) {
  return {
    /** Takes in answers that a candidate has given before, or finds them; ends the run where they are not of its samples. */
    takeAnswers: (input: TakeAnswersInput): Promise<CandidateResult> =>
      reportingAlive(() => asBadInput(() => findOrTake({ ...world, ...input }))),
  };
}

/** A retry finds what an earlier execution has taken, and has a manifest of its own, as of candidates that are asked. */
async function findOrTake(taking: Taking): Promise<CandidateResult> {
  const { store, run, candidate } = taking;
  const layers = layersOf(candidate.folder, run.revision);
  const known = await findNewest(store, layers, (layer) => keys.answerManifest(run.runId, layer));
  const manifest = known ? await readJson<AnswerManifest>(store, known) : await take(taking);
  const [newest = candidate.folder] = layers;
  const ref = await publishJson(store, keys.answerManifest(run.runId, newest), manifest);
  return { candidate: candidate.name, model: candidate.model, manifest: ref, counts: manifest.counts };
}

async function take(taking: Taking): Promise<AnswerManifest> {
  const { store, run, candidate, dataset: ref, dataDirectory } = taking;
  const spec = await readSpec(store, run);
  const dataset = await readJson<Dataset>(store, ref);
  const samples = await Array.fromAsync(readSamples(store, dataset), wantedOf);
  const { entries, ...taken } = await readOrigin({ store, dataDirectory, run, spec, candidate: candidate.name });
  const source = originText(taken.origin);
  const { repeats } = spec;
  const matching = matchEntries(samples, entries, { source, model: candidate.model, repeats });
  return {
    candidate: candidate.name,
    model: candidate.model,
    provider: candidate.provider,
    repeats: matching.repeats,
    ...(await publishShards(taking, samples, matching, dataset)),
    stored: { ...taken, facts: matching.facts },
  };
}

function wantedOf(sample: Sample): WantedSample {
  const { id, ownId, question, targets, images } = sample;
  return {
    id,
    ...(ownId !== undefined && { ownId }),
    question,
    images: images.map(({ sha256 }) => sha256),
    askedHash: hashOfAsked(sample),
    targets,
  };
}

/** The shards that asking would have made, so that whoever reads answers finds no difference. */
async function publishShards(
  { store, run, candidate }: Taking,
  samples: readonly WantedSample[],
  { answers }: Matching,
  { samples: { rows, pageRows } }: Dataset,
): Promise<Pick<AnswerManifest, 'shards' | 'counts'>> {
  const shards: ArtifactRef[] = [];
  let counts = { answered: 0, refused: 0, failed: 0 };
  for (const { index, page, from, to } of shardsOf(rows, pageRows, run.settings.shardRows)) {
    const [first, end] = [page * pageRows + from, page * pageRows + to];
    const key = keys.answerShard(run.runId, candidate.folder, index);
    const content = answers.slice(first, end).flatMap((own, at) => linesOf(samples[first + at]?.id ?? '', own));
    shards.push(await store.publish({ key, mediaType: 'application/jsonl', content }));
    const outcomes = answers.slice(first, end).map((own) => outcomeOfRepeats(own.map(({ said }) => said)));
    counts = addCounts(counts, countOutcomes(outcomes.map((outcome) => ({ outcome }))));
  }
  return { shards, counts };
}

/** Nothing was called for them, and nothing was paid. */
const noCall = { attempts: 0, milliseconds: 0, uncounted: 0 };

function linesOf(sampleId: string, answers: Matching['answers'][number]): string[] {
  return answers.map(({ said, model }, index) => {
    const answer: Answer = {
      ...said,
      ...(model !== undefined && { model }),
      call: noCall,
      sampleId,
      ...(index > 0 && { repeat: index + 1 }),
    };
    return `${JSON.stringify(answer)}\n`;
  });
}

async function asBadInput<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const isTheirs = error instanceof StoredAnswersError || error instanceof InputError || error instanceof RunError;
    throw isTheirs ? finalFailure('BadInput', error.message) : error;
  }
}
