import type { Shutdown } from '../../domain/models/shutdown.ts';
import type { AskedApproval } from '../../domain/run/approval.ts';
import type { RunResult, Stage } from '../../domain/run/run.ts';
import type { StageName } from '../../domain/run/stages.ts';
import type { VerdictWord } from '../../domain/verdict/verdict.ts';
import { type Ending, exitCodes } from '../program/exit-codes.ts';
import { endingOfFailure, type RunFailure } from '../temporal/failure.ts';

/** `waiting`: a person has to approve its estimate · `unknown`: the server has forgotten the run, and it left no report. */
export type RunState = 'running' | 'waiting' | 'blocked' | RunResult['outcome'] | 'cancelled' | 'failed' | 'unknown';

/** Work that can be counted: the answers of a candidate, or all that a stage has to do. */
export interface Work {
  /** Of the candidate; empty when the stage itself is counted. */
  name: string;
  done: number;
  total: number;
}

/** Where a run is, and how it ended. */
export interface RunStatus {
  runId: string;
  state: RunState;
  /** Where it is, or the one that it had reached when it ended without a report. */
  stage?: Stage;
  /** What it goes through, in order. */
  stages: StageName[];
  work: Work[];
  /** How the fine-tuning job is, as the provider said last. */
  job?: string;
  /** Why it is held up. */
  blocked?: string;
  /** When a blocked run goes on by itself, ISO 8601, UTC; absent when a person is needed. */
  until?: string;
  /** What a waiting run asks a person to approve. */
  approval?: AskedApproval;
  /** What else one should know: an activity that is being repeated, no worker, a job left at the provider. */
  note?: string;
  failure?: RunFailure;
  /** When its models stop, as far as their providers say; absent where none does. */
  shutdowns?: Shutdown[];
  /** Of a run that has ended with a comparison. */
  verdict?: VerdictWord;
  /** Why the verdict confirms nothing, in a word or two; absent when it does. */
  notice?: string;
  /** ISO 8601, UTC. */
  startedAt?: string;
  endedAt?: string;
}

/** Whether nothing more will happen before a person acts. */
export function isResting({ state, until }: RunStatus): boolean {
  return state !== 'running' && until === undefined;
}

/** How a command that looked at the run ends. */
export function endingOf({ state, failure }: Pick<RunStatus, 'state' | 'failure'>): Ending {
  switch (state) {
    case 'running':
    case 'done':
    case 'trial':
      return 'done';
    case 'incomplete':
    case 'blocked':
    case 'cancelled':
      return state;
    case 'waiting':
      return 'blocked';
    case 'failed':
    case 'unknown':
      return failure ? endingOfFailure(failure) : 'runFailed';
    default:
      return state satisfies never;
  }
}

/** The exit code of {@link endingOf}. */
export function exitCodeOf(status: Pick<RunStatus, 'state' | 'failure'>): number {
  return exitCodes[endingOf(status)];
}

/** Whether the run keeps answers, and reports nothing. */
export function isCapture({ stages }: Pick<RunStatus, 'stages'>): boolean {
  return stages.includes('capturing');
}

/** Whether the run has written a report, or a capture its files. */
export function hasReported({ state }: Pick<RunStatus, 'state'>): boolean {
  return state === 'done' || state === 'trial' || state === 'incomplete';
}
