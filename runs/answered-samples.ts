import type { Answer } from '../domain/answering/answer.ts';
import type { AnsweredSample } from '../domain/answering/answered-sample.ts';
import type { Dataset } from '../domain/data/dataset.ts';
import type { Sample } from '../domain/data/sample.ts';
import type { AnswerManifest, CandidateResult } from '../domain/run/run.ts';
import { heldAgainst } from '../domain/stored/agreement.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { readJson } from './json.ts';
import { readSamplePage } from './samples.ts';

/** The samples of a run, in their order. */
export async function* readSamples(store: ArtifactStore, { samples }: Dataset): AsyncGenerator<Sample> {
  for (const page of samples.pages) yield* readSamplePage(store, page);
}

/**
 * Joins each sample with what each candidate said to it, by sample id, a shard at a time. Throws when a candidate has
 * too few answers to a sample or one to a sample that is none: every sample is accounted for.
 */
export async function* answeredSamples(
  store: ArtifactStore,
  dataset: Dataset,
  candidates: readonly CandidateResult[],
): AsyncGenerator<AnsweredSample> {
  const readers = candidates.map((candidate) => new AnswerReader(store, candidate));
  try {
    for await (const sample of readSamples(store, dataset)) {
      const answers: { candidate: string; answer: Answer }[] = [];
      for (const reader of readers) {
        for (const answer of await reader.take(sample.id)) answers.push({ candidate: reader.candidate, answer });
      }
      yield { sample, answers };
    }
    for (const reader of readers) await reader.finish();
  } finally {
    await Promise.all(readers.map((reader) => reader.close()));
  }
}

/** The samples that are graded: those of which a candidate's answers are the targets without itself. */
export async function* samplesToGrade(
  store: ArtifactStore,
  dataset: Dataset,
  candidates: readonly CandidateResult[],
): AsyncGenerator<AnsweredSample> {
  const { targetsOf } = dataset;
  for await (const answered of answeredSamples(store, dataset, candidates)) {
    const held = targetsOf === undefined ? answered : heldAgainst(targetsOf, answered);
    if (held) yield held;
  }
}

class AnswerReader {
  readonly candidate: string;
  readonly #answers: AsyncGenerator<Answer[]>;
  // Shards are sorted like the samples, so that hardly anything ever waits here.
  readonly #waiting = new Map<string, Answer[]>();

  constructor(store: ArtifactStore, { candidate, manifest }: CandidateResult) {
    this.candidate = candidate;
    this.#answers = readAnswers(store, manifest);
  }

  async take(sampleId: string): Promise<Answer[]> {
    for (;;) {
      const answers = this.#waiting.get(sampleId);
      if (answers) {
        this.#waiting.delete(sampleId);
        return answers;
      }
      const { done, value } = await this.#answers.next();
      if (done) throw new Error(`candidate ${this.candidate} has no answer to sample ${sampleId}`);
      this.#waiting.set(value[0]?.sampleId ?? '', value);
    }
  }

  /** Lets go of the file, also when nobody reads to its end. */
  async close(): Promise<void> {
    await this.#answers.return(undefined);
  }

  async finish(): Promise<void> {
    const { value } = await this.#answers.next();
    const extra = value?.[0]?.sampleId ?? this.#waiting.keys().next().value;
    if (extra !== undefined) throw new Error(`candidate ${this.candidate} has an answer too many: sample ${extra}`);
  }
}

/** The answers to one sample after the other, which lie next to each other. */
async function* readAnswers(store: ArtifactStore, ref: CandidateResult['manifest']): AsyncGenerator<Answer[]> {
  const { shards, repeats, candidate } = await readJson<AnswerManifest>(store, ref);
  let together: Answer[] = [];
  for (const shard of shards) {
    for await (const answer of store.readLines<Answer>(shard)) {
      const first = together[0];
      if (first && first.sampleId !== answer.sampleId) {
        throw new Error(
          `candidate ${candidate} has ${together.length} of ${repeats} answers to sample ${first.sampleId}`,
        );
      }
      together.push(answer);
      if (together.length < repeats) continue;
      yield together;
      together = [];
    }
  }
}
