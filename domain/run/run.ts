import type { AnswerCounts } from '../answering/answer.ts';
import type { Split } from '../data/sample.ts';
import type { SentParameters } from '../models/parameters-sent.ts';
import type { Shutdown } from '../models/shutdown.ts';
import type { Notify } from '../notify/notify.ts';
import type { TakenAnswers } from '../stored/origin.ts';
import type { VerdictWord } from '../verdict/verdict.ts';
import type { AskedApproval } from './approval.ts';
import type { ArtifactRef } from './artifact.ts';
import type { Settings } from './plan.ts';
import type { StageName } from './stages.ts';

/** The workflow types that a run is an execution of. */
export type RunWorkflow = 'fineTuneAndEvaluate' | 'evaluateCandidates' | 'captureAnswers';

/** All that travels into a run; everything else is in the store. */
export interface RunInput {
  runId: string;
  /** The completed spec. */
  spec: ArtifactRef;
  storeId: string;
  settings: Settings;
  /** Of metrics and reports; a retry writes a new one beside the earlier ones. */
  revision: number;
  /** The revision whose ratings are used. */
  ratings: number;
  /** Of the fine-tuning stage. */
  generation: number;
  /** Where a retry begins; absent in a first execution. */
  from?: RetryStage;
  /** False where the server lacks the `Tempera…` search attributes: an unregistered one repeats a workflow task for ever. */
  searchAttributes: boolean;
  /** A trial takes this many test samples and ends without a verdict. */
  limit?: number;
  /** The splits that a capture asks; absent in other runs, which ask the one of their spec. */
  captures?: readonly Split[];
  /** Whom to tell what happens to it; absent where nobody wants to know. */
  notify?: Notify;
  /** The schedule whose run this is; absent in a run that somebody has started. */
  schedule?: RunOfSchedule;
}

/** Which slot of which schedule a run was started for. */
export interface RunOfSchedule {
  id: string;
  /** When it was due, ISO 8601 in UTC, to the second. */
  slot: string;
  /** How long it may wait for a person before it ends, in milliseconds. */
  blockedFor?: number;
  /** The `dataset.json` that all runs of the schedule share; absent where each reads its data anew. */
  data?: ArtifactRef;
}

/** Where a retry may begin; what earlier stages made is taken from the store. */
export type RetryStage = 'fine-tune' | 'answer' | 'judge' | 'report';

/** Where in its story a run is. */
export type Stage = StageName | 'done';

/** Where a run is. */
export interface Progress {
  stage: Stage;
  /** Why the run is held up; it waits for the update `resume`. */
  blocked?: string;
  /** When it goes on by itself, ISO 8601; absent when a person is needed. */
  until?: string;
  /** What a person is asked to approve; the run waits for the update `approve` or `reject`. */
  approval?: AskedApproval;
  /** What a person should know at this stage. */
  notice?: string;
  /** Id of the fine-tuning job, once there is one. */
  job?: string;
  candidates: Record<string, CandidateProgress>;
}

/** Answers of one candidate so far. */
export interface CandidateProgress extends AnswerCounts {
  total: number;
}

/** What the workflows need to know of a spec. */
export interface RunPlan {
  name: string;
  fineTune?: { model: string; provider: string };
  /** Whether the tuned model has to be deployed before it answers; absent where it answers by itself. */
  deploys?: boolean;
  /** What a person should know before a job is created; absent when there is nothing. */
  beforeJob?: string;
  candidates: readonly PlannedCandidate[];
  /** A person has to approve the estimate before anything is paid. */
  approval?: 'required';
  /** Times that each sample is asked. */
  repeats: number;
  /** Who each provider was when the run was planned; absent in plans of 0.1.0. Nobody else is asked. */
  identities?: Readonly<Record<string, string>>;
  /** The judge and the graders that are models; absent when none rates the answers. */
  raters?: readonly PlannedRater[];
}

/** A model that rates, as the workflows need to know it. */
export interface PlannedRater {
  model: string;
  provider: string;
  /** The grader's name; absent for the judge, and in plans of 0.1.0. */
  name?: string;
  /** What is sent with each call; absent in plans of 0.1.0, whose runs send what their spec says. */
  parameters?: SentParameters;
}

/** A candidate as the workflows need to know it. */
export interface PlannedCandidate {
  name: string;
  provider: string;
  /** The model as requested, or `tuned` while this run has still to make it. */
  model: string;
  /** What is sent with each call; absent in plans of 0.1.0, whose runs send what their spec says. */
  parameters?: SentParameters;
  /** Its answers are there: nobody is asked. */
  stored?: true;
}

/** A candidate whose model exists, so that it can be asked. */
export interface AskedCandidate extends PlannedCandidate {
  /** Where its answers lie. */
  folder: string;
  /** The name by which its deployment is asked; absent where it answers by its own. */
  servedAs?: string;
}

/** A fine-tuning job that has succeeded. */
export interface TunedModel {
  jobId: string;
  model: string;
  trainedTokens?: number;
  /** The earlier run whose job this was; absent when this run has paid for it. */
  reusedFrom?: string;
}

/** How many items of a page set there are; shards are derived from it. */
export interface Paged {
  ref: ArtifactRef;
  /** Ratings of earlier runs that may be reused, by rater. */
  reuse?: Readonly<Record<string, ArtifactRef>>;
  /** The number under which this run was rated before, where those ratings are taken over. */
  earlier?: number;
  rows: number;
  pageRows: number;
}

/** How many ratings ended how. */
export interface RatingCounts {
  rated: number;
  failed: number;
}

/** A candidate whose answers are complete. */
export interface CandidateResult {
  candidate: string;
  /** The model as requested. */
  model: string;
  manifest: ArtifactRef;
  counts: AnswerCounts;
}

/** Stored as `manifest.json` beside a candidate's shards. */
export interface AnswerManifest {
  candidate: string;
  /** The model as requested. */
  model: string;
  provider: string;
  /** Answers to each sample. */
  repeats: number;
  shards: readonly ArtifactRef[];
  counts: AnswerCounts;
  /** Of answers that were given before. */
  stored?: TakenAnswers;
}

/** The ratings of one revision: all shards, and how many items ended how. */
export interface RatingManifest extends RatingCounts {
  shards: readonly ArtifactRef[];
}

/** The files of one report. */
export interface ReportRefs {
  json: ArtifactRef;
  markdown: ArtifactRef;
  html: ArtifactRef;
  predictions: ArtifactRef;
  /** The predictions as Parquet. */
  parquet: ArtifactRef;
}

/** What is known of a candidate's model before it is asked. */
export interface FoundModel {
  candidate: string;
  /** When the provider stops serving it; absent where it says nothing of that. */
  shutdown?: Shutdown;
  /** Why it cannot be asked (any more); absent when it can. */
  gone?: string;
}

/** How a capture ended. */
export interface CaptureResult {
  outcome: 'done' | 'incomplete' | 'trial';
  /** Its `capture.json`, which names the other files. */
  capture: ArtifactRef;
  /** The hashes of all files that it rests on. */
  hashes: ArtifactRef;
}

/** How a run ended. */
export interface RunResult {
  outcome: 'done' | 'incomplete' | 'trial';
  verdict?: VerdictWord;
  /** Why the verdict confirms nothing, in a word or two; absent when it does. */
  notice?: string;
  report: ReportRefs;
  /** The hashes of all files that the report rests on; absent in a run of 0.1.0. */
  hashes?: ArtifactRef;
}

/**
 * Types of the failures that end a run.
 * BadInput: spec or data cannot be used · CannotStart: planning or preflight found no key, model or provider · Blocked: a
 * person must mend something · NotApproved: a person has said no to the estimate · Rejected: the provider will not take a
 * request of ours · WrongStore: this worker reads another store, another one may not · ArtifactCorrupted: a stored file is
 * not what was written · Unexpected: a mistake of ours.
 */
export type FailureType =
  | 'BadInput'
  | 'CannotStart'
  | 'Blocked'
  | 'NotApproved'
  | 'FineTuningFailed'
  | 'ModelMissing'
  | 'Rejected'
  | 'Unexpected'
  | 'WrongStore'
  | 'ArtifactCorrupted';
