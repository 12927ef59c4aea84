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
    throw explain(error.problem, `provider "${provider}"`, model);
  }
}

function explain(problem: Problem, where: string, model: string | undefined): Error {
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

function cannotStart(message: string): Error {
  return finalFailure('CannotStart', `${message} Nothing was paid.`);
}
