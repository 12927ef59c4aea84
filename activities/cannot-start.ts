import { activityInfo } from '@temporalio/activity';
import type { Problem } from '../domain/answering/problem.ts';
import { ProviderError } from '../providers/port.ts';
import { finalFailure, inWords, passingFailure } from './failures.ts';

/** Attempts to reach a provider before a run that has paid nothing gives up. */
const attemptsToConnect = 3;

/** Calls a provider before anything is paid: what it will not do ends the run. */
export async function orCannotStart<T>(provider: string, call: () => Promise<T>, model?: string): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    throw explainBeforePaying(error.problem, provider, model);
  }
}

/** What a problem means to a run that has paid nothing yet: no more than a few attempts are made. */
export function explainBeforePaying(problem: Problem, provider: string, model?: string): Error {
  const where = `provider "${provider}"`;
  const what = inWords(problem);
  switch (problem.action) {
    case 'missing':
      return cannotStart(`${where} does not serve model "${model}" (${what}). Check the name and the key's project.`);
    case 'blocked':
      return cannotStart(`${where} does not let us in: ${what}.`);
    case 'retry':
    case 'throttled':
      if (activityInfo().attempt < attemptsToConnect) {
        return passingFailure('ProviderUnavailable', `${where}: ${what}`, problem.waitMilliseconds);
      }
      return cannotStart(`${where} cannot be reached: ${what}.`);
    case 'refused':
    case 'failed':
      return cannotStart(`${where} cannot be used: ${what}.`);
    default:
      return problem.action satisfies never;
  }
}

/** A failure that ends a run before it has begun to pay. */
export function cannotStart(message: string, paid = 'Nothing was paid.'): Error {
  return finalFailure('CannotStart', `${message} ${paid}`);
}
