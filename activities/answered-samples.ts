import type { Answer } from '../domain/answer.ts';
import type { AnsweredSample } from '../domain/answered-sample.ts';
import type { Dataset } from '../domain/dataset.ts';
import type { AnswerManifest, CandidateResult } from '../domain/run.ts';
import type { Sample } from '../domain/sample.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { readJson } from './run-files.ts';

/** The samples of a run, in their order. */
export async function* readSamples(store: ArtifactStore, { samples }: Dataset): AsyncGenerator<Sample> {
  for (const page of samples.pages) yield* store.readLines<Sample>(page);
}

/**
 * Joins each sample with what each candidate said to it, by sample id, a shard at a time. Throws when a candidate has
 * no answer to a sample or one to a sample that is none: every sample is accounted for.
 */
export async function* answeredSamples(
  store: ArtifactStore,
  dataset: Dataset,
  candidates: readonly CandidateResult[],
): AsyncGenerator<AnsweredSample> {
  const readers = candidates.map((candidate) => new AnswerReader(store, candidate));
  for await (const sample of readSamples(store, dataset)) {
    const answers: { candidate: string; answer: Answer }[] = [];
    for (const reader of readers) answers.push({ candidate: reader.candidate, answer: await reader.take(sample.id) });
    yield { sample, answers };
  }
  for (const reader of readers) await reader.finish();
}

class AnswerReader {
  readonly candidate: string;
  readonly #answers: AsyncIterator<Answer>;
  // Shards are sorted like the samples, so that hardly anything ever waits here.
  readonly #waiting = new Map<string, Answer>();

  constructor(store: ArtifactStore, { candidate, manifest }: CandidateResult) {
    this.candidate = candidate;
    this.#answers = readAnswers(store, manifest);
  }

  async take(sampleId: string): Promise<Answer> {
    for (;;) {
      const answer = this.#waiting.get(sampleId);
      if (answer) {
        this.#waiting.delete(sampleId);
        return answer;
      }
      const { done, value } = await this.#answers.next();
      if (done) throw new Error(`candidate ${this.candidate} has no answer to sample ${sampleId}`);
      this.#waiting.set(value.sampleId, value);
    }
  }

  async finish(): Promise<void> {
    const { value } = await this.#answers.next();
    const extra = value?.sampleId ?? this.#waiting.keys().next().value;
    if (extra !== undefined) throw new Error(`candidate ${this.candidate} has an answer too many: sample ${extra}`);
  }
}

async function* readAnswers(store: ArtifactStore, manifest: CandidateResult['manifest']): AsyncGenerator<Answer> {
  const { shards } = await readJson<AnswerManifest>(store, manifest);
  for (const shard of shards) yield* store.readLines<Answer>(shard);
}
