import { ApplicationFailure, activityInfo, CancelledFailure, Context, heartbeat } from '@temporalio/activity';
import type { Problem } from '../domain/answering/problem.ts';
import type { FailureType } from '../domain/run/run.ts';
import { ProviderError } from '../providers/port.ts';
import { longestPause } from '../providers/waits.ts';
import { ArtifactError } from '../storage/artifact-store.ts';

/** Attempts after which a mistake of ours is taken for one, and ends the run. */
const attemptsOfOurs = 5;

/** Attempts in a row at a call whose response cannot be read: it was served, and may have been paid. */
const readings = 3;

/** A failure that no retry mends; the type decides how the run ends. */
export function finalFailure(type: FailureType, message: string): ApplicationFailure {
  return ApplicationFailure.create({ type, message, nonRetryable: true });
}

/** A failure that Temporal retries, after a wait in milliseconds where one is known. */
export function passingFailure(type: string, message: string, wait?: number): ApplicationFailure {
  return ApplicationFailure.create({
    type,
    message,
    ...(wait !== undefined && { nextRetryDelay: Math.min(wait, longestPause) }),
  });
}

/** Why an attempt stops before it is done: the run was cancelled, or another attempt is to go on. */
export function whyStopped(): Error {
  const { cancellationDetails } = Context.current();
  if (cancellationDetails?.cancelRequested) return new CancelledFailure('cancelled; what was in flight is recorded');
  return passingFailure(
    'Interrupted',
    `attempt ${activityInfo().attempt} was stopped; another one asks what is missing`,
  );
}

/** Runs an activity and turns what it throws into a failure that holds neither data nor causes. */
export async function reporting<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw failureOf(error);
  }
}

function failureOf(error: unknown): Error {
  if (error instanceof ApplicationFailure || error instanceof CancelledFailure) return error;
  if (error instanceof ProviderError) return failureOfProblem(boundedIfUnread(error.problem));
  if (error instanceof ArtifactError) return failureOfArtifact(error);
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return activityInfo().attempt < attemptsOfOurs
    ? passingFailure('Unexpected', message)
    : finalFailure('Unexpected', message);
}

/**
 * What cannot be read again and again waits for a person, since nobody knows what it was. Attempts hand the count on in
 * their last heartbeat, also to another worker; any other end of an attempt leaves it out.
 */
function boundedIfUnread(problem: Problem): Problem {
  if (problem.action !== 'retry' || problem.status !== 200) return problem;
  const before = activityInfo().heartbeatDetails as { unread?: number } | undefined;
  const unread = (before?.unread ?? 0) + 1;
  heartbeat({ ...before, unread });
  if (unread < readings) return problem;
  return { ...problem, action: 'blocked', message: `${problem.message}, ${unread} times in a row` };
}

/** A store may be out of reach for a while only; in the end, or when it cannot be written, a person has to look. */
function failureOfArtifact({ code, message }: ArtifactError): ApplicationFailure {
  const mayPass = (code === 'unreadable' || code === 'unreachable') && activityInfo().attempt < attemptsOfOurs;
  if (mayPass) return passingFailure('StoreUnreadable', message);
  return finalFailure(code === 'missing' || code === 'corrupted' ? 'ArtifactCorrupted' : 'Blocked', message);
}

/** Sentences of providers by the failure that they are about, which does not carry them: they belong into no history. */
const sentences = new WeakMap<object, string>();

/** What the provider said about a failure, if anything. */
export function sentenceOf(failure: unknown): string | undefined {
  return typeof failure === 'object' && failure !== null ? sentences.get(failure) : undefined;
}

/** A failure beside which it is kept what the provider said of the problem behind it, if anything. */
export function withSentence<Failure extends Error>(failure: Failure, problem?: Pick<Problem, 'said'>): Failure {
  if (problem?.said) sentences.set(failure, problem.said);
  return failure;
}

/** What a provider's problem means to an activity that makes a single call. */
export function failureOfProblem(problem: Problem): ApplicationFailure {
  return withSentence(failureFor(problem), problem);
}

function failureFor(problem: Problem): ApplicationFailure {
  const message = inWords(problem);
  switch (problem.action) {
    case 'retry':
    case 'throttled':
      return passingFailure('ProviderUnavailable', message, problem.waitMilliseconds);
    case 'blocked':
      return blockedFailure(message, problem.until);
    case 'missing':
      return finalFailure('ModelMissing', message);
    case 'refused':
    case 'failed':
      return finalFailure('Rejected', message);
    default:
      return problem.action satisfies never;
  }
}

/** A failure that waits for a person, or until a pause ends; the run is told how long that is, since its clock differs. */
function blockedFailure(message: string, until?: number): ApplicationFailure {
  const details = until === undefined ? [] : [Math.max(0, until - Date.now())];
  return ApplicationFailure.create({
    type: 'Blocked' satisfies FailureType,
    message,
    nonRetryable: true,
    details,
  });
}

/** A problem with the id that the provider's support asks for. */
export function inWords({ message, requestId }: Problem): string {
  return requestId ? `${message}, request ${requestId}` : message;
}
