import type { DataAudit } from '../audit/audit-schema.ts';
import type { ArtifactRef } from '../run/artifact.ts';
import type { CandidateResult } from '../run/run.ts';
import type { SampleImage, Split } from './sample.ts';

/** A worked example as it is sent with every question. */
export interface PreparedExample {
  row: number;
  question: string;
  reasoning: string;
  conclusion: string;
  images: readonly SampleImage[];
}

/** Rows of a split, taken and left out; the reasons are countable. */
export interface SplitCounts {
  /** Rows of the source before `take`. */
  sourceImages: number;
  /** Those that were taken. */
  images: number;
  /** Different images that they show; absent in runs of 0.1.0. */
  distinctImages?: number;
  rows: number;
  /** Rows that could not become samples, by reason. */
  rowsLeftOut: Readonly<Record<string, number>>;
  /** Lines of the training file; of the split that is asked only where its messages are written out to be looked at. */
  lines?: number;
  /** Lines left out of the training file, by reason (`own answer among the worked examples`, …). */
  linesLeftOut?: Readonly<Record<string, number>>;
  /** Worked examples of the split that share an image or a cluster with the samples, where they are left out. */
  examplesLeftOut?: number;
  /** Lines that are trained on as they are, with images that hold metadata (EXIF, XMP, IPTC, comments). */
  linesWithMetadata?: number;
  bytes?: number;
  estimatedTokens?: number;
}

/** What a baseline answers: the most frequent training answer of each question wording. */
export interface TrivialAnswers {
  /** Wording to answer. */
  byQuestion: Readonly<Record<string, string>>;
  /** The most frequent training answer of all, for wordings that training lacks. */
  otherwise: string;
}

/** The prepared data set: stored as `dataset.json`, everything in it by reference. */
export interface Dataset {
  /** Hash over the source files and all of the spec that shapes what is made of them. */
  fingerprint: string;
  sources: readonly { path: string; split: Split | 'all'; bytes: number; sha256: string }[];
  counts: Partial<Record<Split, SplitCounts>>;
  /** Samples of the splits that are asked, in pages. */
  samples: SampleIndex;
  /** Hashes of what the samples show in the source (an image, or question and images), sorted; the hash of the list names the test set. */
  imageList: ArtifactRef;
  trainingFile?: ArtifactRef;
  validationFile?: ArtifactRef;
  examples: readonly PreparedExample[];
  trivial?: TrivialAnswers;
  /** What looks wrong with the samples, before anybody is asked. */
  audit: DataAudit;
  /** The candidate whose answers are the targets; absent where the data has its own. */
  targetsOf?: string;
}

/** Pages of samples; a shard lies in one page. */
export interface SampleIndex {
  rows: number;
  pageRows: number;
  pages: readonly ArtifactRef[];
}

/** What the preparation gives to the workflow: references, and what shards are derived from. */
export interface PreparedRun {
  dataset: ArtifactRef;
  /** Samples. */
  rows: number;
  pageRows: number;
  trainingFile?: ArtifactRef;
  validationFile?: ArtifactRef;
  /** Candidates whose answers were given before; absent when all are asked. */
  taken?: readonly CandidateResult[];
}
