import { defineQuery, defineSignal, defineUpdate } from '@temporalio/common';
import type { AnswerCounts } from '../domain/answer.ts';
import type { ArtifactRef } from '../domain/artifact.ts';
import type { Settings } from '../domain/plan.ts';
import type { VerdictWord } from '../domain/verdict.ts';

/** What a stage needs of a worker; a provider may get a queue of its own later. */
export function taskQueueFor(_stage: string, _provider?: string): string {
  return 'tempera';
}

/** All that travels into a run; everything else is in the store. */
export interface RunInput {
  runId: string;
  /** The completed spec. */
  spec: ArtifactRef;
  storeId: string;
  settings: Settings;
  /** Of ratings, metrics and reports. */
  revision: number;
  /** Of the fine-tuning stage. */
  generation: number;
  /** A trial takes this many test samples and ends without a verdict. */
  limit?: number;
}

/** The stages of a run, in the order of the story. */
export type Stage =
  | 'planning'
  | 'preparing'
  | 'preflight'
  | 'uploading'
  | 'fine-tuning'
  | 'answering'
  | 'judging'
  | 'measuring'
  | 'reporting'
  | 'done';

/** Where a run is. */
export interface Progress {
  stage: Stage;
  /** Why a person is needed; the run waits for {@link resumeUpdate}. */
  blocked?: string;
  candidates: Record<string, CandidateProgress>;
}

export interface CandidateProgress extends AnswerCounts {
  total: number;
}

/** How a run ended. */
export interface RunResult {
  outcome: 'done' | 'incomplete' | 'trial';
  verdict?: VerdictWord;
  report: ReportRefs;
}

export interface ReportRefs {
  json: ArtifactRef;
  markdown: ArtifactRef;
  html: ArtifactRef;
  predictions: ArtifactRef;
}

/** How a candidate's samples ended, and where its answers are. */
export interface CandidateResult {
  candidate: string;
  manifest: ArtifactRef;
  counts: AnswerCounts;
}

export const progressQuery = defineQuery<Progress>('progress');
/** Tells a blocked run that what was wrong has been mended. */
export const resumeUpdate = defineUpdate<void>('resume');
/** A candidate tells its run how far it is. */
export const candidateProgressSignal =
  defineSignal<[{ candidate: string; progress: CandidateProgress }]>('candidateProgress');

/** Workflow types by name, for clients. */
export const workflowTypes = {
  fineTuneAndEvaluate: 'fineTuneAndEvaluate',
  evaluateCandidates: 'evaluateCandidates',
  evaluateCandidate: 'evaluateCandidate',
} as const;
export type RunWorkflow = 'fineTuneAndEvaluate' | 'evaluateCandidates';

/** Types of failures that end a run; the client turns them into exit codes. */
export const failureTypes = {
  /** The spec or the data cannot be used. */
  badInput: 'BadInput',
  /** Preflight found that nothing can start: key, model, provider. */
  cannotStart: 'CannotStart',
  blocked: 'Blocked',
  fineTuningFailed: 'FineTuningFailed',
  wrongStore: 'WrongStore',
  modelMissing: 'ModelMissing',
  corrupted: 'ArtifactCorrupted',
} as const;
