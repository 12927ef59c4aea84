import type { Dataset, SampleIndex } from '../domain/data/dataset.ts';
import { ratingItemsOf } from '../domain/grading/raters.ts';
import type { Rater, RatingItem } from '../domain/grading/rating.ts';
import type { ArtifactRef } from '../domain/run/artifact.ts';
import type { CandidateResult, RunInput } from '../domain/run/run.ts';
import { samplesToGrade } from '../runs/answered-samples.ts';
import { keys } from '../runs/keys.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';

/** All that the raters of a run have to rate, rater by rater, so that a shard rarely has items of two. */
export async function* ratingItems(
  store: ArtifactStore,
  raters: readonly Rater[],
  dataset: Dataset,
  candidates: readonly CandidateResult[],
  progress: { done: number },
): AsyncGenerator<RatingItem> {
  for (const rater of raters) {
    const seen = new Set<string>();
    for await (const answered of samplesToGrade(store, dataset, candidates)) {
      yield* ratingItemsOf(rater, [answered], seen);
      progress.done += 1;
    }
  }
}

/** Writes items in pages and returns their index. */
export async function writeItems(
  store: ArtifactStore,
  run: RunInput,
  items: AsyncIterable<RatingItem>,
): Promise<SampleIndex> {
  const { pageRows } = run.settings;
  const pages: ArtifactRef[] = [];
  let lines: string[] = [];
  let rows = 0;

  async function flush(): Promise<void> {
    if (lines.length === 0) return;
    const key = keys.ratingItems(run.runId, run.ratings, pages.length);
    pages.push(await store.publish({ key, mediaType: 'application/jsonl', content: lines }));
    lines = [];
  }

  for await (const item of items) {
    lines.push(`${JSON.stringify(item)}\n`);
    rows += 1;
    if (lines.length === pageRows) await flush();
  }
  await flush();
  return { rows, pageRows, pages };
}
