import { type Answer, type AnswerOutcome, countOutcomes } from '../../domain/answering/answer.ts';
import type { Dataset } from '../../domain/data/dataset.ts';
import type { Sample } from '../../domain/data/sample.ts';
import type { Rating } from '../../domain/grading/rating.ts';
import type { ArtifactRef } from '../../domain/run/artifact.ts';
import { defaultSettings } from '../../domain/run/plan.ts';
import type { AnswerManifest, CandidateResult, RatingManifest } from '../../domain/run/run.ts';
import type { RunSpec } from '../../domain/spec/run-spec.ts';
import type { AnswersToGrade } from '../../runs/graded-samples.ts';
import { publishJson } from '../../runs/json.ts';
import { keys } from '../../runs/keys.ts';
import { publishRunRecord } from '../../runs/record.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';

/** A run whose answers are there already. */
export interface StoredRun {
  runId?: string;
  spec: RunSpec;
  samples: readonly Sample[];
  /** What each candidate said, in the order of the samples. */
  answers: Readonly<Record<string, readonly AnswerOutcome[]>>;
  ratings?: readonly Rating[];
  trivial?: Dataset['trivial'];
  counts?: Dataset['counts'];
  audit?: Partial<Dataset['audit']>;
  limit?: number;
  /** Rows of a page and of a shard; two unless told otherwise, so that few rows already make several. */
  pageRows?: number;
}

/** Writes a run's artifacts, and returns what the stages after answering are given. */
export async function storeRun(store: ArtifactStore, run: StoredRun): Promise<AnswersToGrade> {
  const runId = run.runId ?? 'run-1';
  const dataset = await storeDataset(store, runId, run);
  const names = Object.keys(run.answers);
  const candidates = await Promise.all(names.map((name) => storeAnswers(store, runId, run, name)));
  const ratings = run.ratings && (await storeRatings(store, runId, run.ratings));
  const identity = {
    runId,
    storeId: await store.id(),
    revision: 1,
    ratings: 1,
    generation: 1,
    searchAttributes: false,
  };
  return {
    run: {
      ...identity,
      spec: await publishJson(store, keys.spec(runId), run.spec),
      settings: defaultSettings,
      ...(run.limit !== undefined && { limit: run.limit }),
    },
    dataset,
    candidates,
    ...(ratings && { ratings }),
  };
}

async function storeDataset(store: ArtifactStore, runId: string, run: StoredRun): Promise<ArtifactRef> {
  const samples = run.samples.slice(0, run.limit);
  const { pageRows = 2 } = run;
  const pages = await storePages(store, samples, pageRows, (page) => keys.samplePage(runId, page));
  const images = new Set(samples.map(({ group }) => group)).size;
  const test = { sourceImages: images, images, rows: samples.length, rowsLeftOut: {} };
  const dataset: Dataset = {
    fingerprint: 'f'.repeat(64),
    sources: [{ path: 'covers/test.parquet', split: 'test', bytes: 1000, sha256: 'a'.repeat(64) }],
    counts: run.counts ?? { test },
    samples: { rows: samples.length, pageRows, pages },
    imageList: await storeImageList(store, samples),
    examples: [],
    audit: { sharedImages: { examples: { samples: 0, images: 0, shown: [] } }, ...run.audit },
    ...(run.trivial && { trivial: run.trivial }),
  };
  return publishJson(store, keys.dataset(runId), dataset);
}

async function storeImageList(store: ArtifactStore, samples: readonly Sample[]): Promise<ArtifactRef> {
  const content = [...new Set(samples.flatMap(({ images }) => images.map(({ sha256 }) => sha256)))].sort().join('\n');
  return store.putObject(Buffer.from(content), 'text/plain');
}

async function storeAnswers(
  store: ArtifactStore,
  runId: string,
  { spec, samples, answers, pageRows = 2 }: StoredRun,
  candidate: string,
): Promise<CandidateResult> {
  const outcomes = answers[candidate] ?? [];
  const requested = spec.candidates[candidate]?.model ?? 'unknown';
  const model = requested === 'tuned' ? `ft:${candidate}:${runId}` : requested;
  const lines = outcomes.map((outcome, index): Answer => {
    const call = { attempts: 1, milliseconds: 200 + index, usage: { promptTokens: 900, completionTokens: 6 } };
    return { sampleId: samples[index]?.id ?? `extra-${index}`, ...outcome, ...answeredBy(outcome, model), call };
  });
  const shards = await storePages(store, lines, pageRows, (shard) => keys.answerShard(runId, candidate, shard));
  const counts = countOutcomes(outcomes);
  const { provider, repeats } = spec;
  const manifest = { candidate, model, provider, repeats, shards, counts } satisfies AnswerManifest;
  return {
    candidate,
    model,
    counts,
    manifest: await publishJson(store, keys.answerManifest(runId, candidate), manifest),
  };
}

function answeredBy({ outcome }: AnswerOutcome, model: string): { model?: string } {
  return outcome === 'answered' ? { model } : {};
}

async function storeRatings(store: ArtifactStore, runId: string, ratings: readonly Rating[]): Promise<ArtifactRef> {
  const shards = await storePages(store, ratings, 2, (shard) => keys.ratingShard(runId, 1, shard));
  const rated = ratings.filter(({ outcome }) => outcome === 'rated').length;
  const manifest = { shards, rated, failed: ratings.length - rated } satisfies RatingManifest;
  return publishJson(store, keys.ratingManifest(runId, 1), manifest);
}

async function storePages(
  store: ArtifactStore,
  rows: readonly object[],
  pageRows: number,
  keyOf: (page: number) => string,
) {
  const pages: ArtifactRef[] = [];
  for (let from = 0; from < rows.length; from += pageRows) {
    const lines = rows.slice(from, from + pageRows).map((row) => `${JSON.stringify(row)}\n`);
    pages.push(await store.publish({ key: keyOf(pages.length), mediaType: 'application/jsonl', content: lines }));
  }
  return pages;
}

/** Writes a run with all that a client finds it by. */
export async function storeAnsweredRun(store: ArtifactStore, run: StoredRun): Promise<AnswersToGrade> {
  const measured = await storeRun(store, run);
  const { provider } = run.spec;
  const candidates = Object.keys(run.answers).map((name) => ({ name, provider, model: 'any' }));
  await publishJson(store, keys.plan(measured.run.runId), { name: run.spec.name, candidates });
  await publishRunRecord(store, {
    startedAt: '2026-11-24T12:00:00.000Z',
    workflow: 'evaluateCandidates',
    input: measured.run,
  });
  return measured;
}
