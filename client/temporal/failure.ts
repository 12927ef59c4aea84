import { WorkflowFailedError } from '@temporalio/client';
import { ActivityFailure, ApplicationFailure, CancelledFailure, TerminatedFailure } from '@temporalio/common';
import type { FailureType } from '../../domain/run/run.ts';
import { type StageName, stageOfActivity } from '../../domain/run/stages.ts';
import type { Ending } from '../program/exit-codes.ts';

/** Why a run ended without a result. */
export interface RunFailure {
  /** The type of the innermost application failure, or `Cancelled`, `Terminated`, `Unknown`. */
  type: string;
  /** One paragraph; of bad input a line for each thing that is wrong. */
  message: string;
  /** Where it happened, when an activity has failed. */
  stage?: StageName;
}

const endings: Record<FailureType, Ending> = {
  BadInput: 'badInput',
  CannotStart: 'cannotStart',
  Blocked: 'blocked',
  NotApproved: 'notApproved',
  FineTuningFailed: 'runFailed',
  ModelMissing: 'runFailed',
  Rejected: 'runFailed',
  Unexpected: 'ourFault',
  WrongStore: 'runFailed',
  ArtifactCorrupted: 'runFailed',
};

/** The exit code that a failure of a run stands for. */
export function endingOfFailure({ type }: RunFailure): Ending {
  if (type === 'Cancelled') return 'cancelled';
  return isKnown(type) ? endings[type] : 'runFailed';
}

/** Finds the cause of a failed run that a person can act on: the innermost one. */
export function explainFailure(error: unknown): RunFailure {
  const causes = [...causesOf(error)];
  const stage = stageIn(causes);
  return { ...reasonIn(causes, error), ...(stage && { stage }) };
}

function stageIn(causes: readonly Error[]): StageName | undefined {
  const activity = causes.findLast((cause) => cause instanceof ActivityFailure);
  return activity && stageOfActivity(activity.activityType);
}

function reasonIn(causes: readonly Error[], error: unknown): RunFailure {
  if (causes.some((cause) => cause instanceof CancelledFailure)) {
    return { type: 'Cancelled', message: 'The run was cancelled.' };
  }
  const innermost = causes.at(-1);
  if (innermost instanceof TerminatedFailure) return { type: 'Terminated', message: oneParagraph(innermost.message) };
  const failures = causes.filter((cause) => cause instanceof ApplicationFailure);
  const failure = failures.findLast(({ type }) => isKnown(type)) ?? failures.at(-1);
  const type = failure?.type ?? 'Unknown';
  const message = (failure ?? innermost)?.message ?? String(error);
  return { type, message: type === 'BadInput' ? linesOf(message) : oneParagraph(message) };
}

function isKnown(type: string | null | undefined): type is FailureType {
  return typeof type === 'string' && Object.hasOwn(endings, type);
}

function* causesOf(error: unknown): Generator<Error> {
  let cause = error instanceof WorkflowFailedError ? error.cause : error;
  while (cause instanceof Error) {
    yield cause;
    cause = cause.cause;
  }
}

function linesOf(message: string): string {
  return message
    .split('\n')
    .map(oneParagraph)
    .filter((line) => line !== '')
    .join('\n');
}

function oneParagraph(message: string): string {
  return message.replaceAll(/\s+/g, ' ').trim();
}
