import { type Finding, mend, ok } from './finding.ts';
import { readIdentity } from './worker-identity.ts';

/** What this client runs as, and the id of its store, where there is one. */
export interface Here {
  build: string;
  store?: string;
}

/** What the workers that ask for work, by their identities, are to a client: each has to be of its build and store. */
export function workerFindings(identities: readonly string[], taskQueue: string, here: Here): Finding[] {
  if (identities.length > 0) return identities.map((identity) => workerFinding(identity, here));
  const remedy = 'Start one with "tempera worker", or all that a run needs on this machine with "tempera up".';
  return [mend('worker', `none asks for work on the task queue "${taskQueue}". ${remedy}`)];
}

function workerFinding(identity: string, here: Here): Finding {
  const { who, build, store } = readIdentity(identity);
  const problems = [buildProblem(build, here.build), build && storeProblem(store, here.store)].filter(Boolean);
  const name = `${who}${build ? `, version ${build}` : ''}`;
  return problems.length > 0 ? mend('worker', `${name}: ${problems.join(' ')}`) : ok('worker', name);
}

function buildProblem(build: string | undefined, here: string): string | undefined {
  if (build === here) return undefined;
  const another = build === undefined ? 'it does not tell its version, as 0.1.0 did not' : 'it is of another version';
  return `${another}; this client's is ${here}. Start it again from this version.`;
}

function storeProblem(store: string | undefined, here: string | undefined): string | undefined {
  if (store === undefined) return 'it cannot open its artifact store: its log says why. Mend TEMPERA_STORE there.';
  if (here === undefined || store === here) return undefined;
  return `it has artifact store ${store}, this client ${here}. Set TEMPERA_STORE alike for both.`;
}
