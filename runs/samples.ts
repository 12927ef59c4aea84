import { withImageList } from '../domain/data/named-images.ts';
import type { Sample } from '../domain/data/sample.ts';
import type { RatingItem } from '../domain/grading/rating.ts';
import type { ArtifactRef } from '../domain/run/artifact.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';

/** The samples of a page, in their order. Those of 0.1.0 had one image each. */
export async function* readSamplePage(store: ArtifactStore, page: ArtifactRef): AsyncGenerator<Sample> {
  for await (const sample of store.readLines<Sample>(page)) yield withImageList(sample);
}

/** The items of a page that raters are asked about. */
export async function* readItemPage(store: ArtifactStore, page: ArtifactRef): AsyncGenerator<RatingItem> {
  for await (const item of store.readLines<RatingItem>(page)) yield withImageList(item);
}
