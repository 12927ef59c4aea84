import type { Client } from '@temporalio/client';
import { type Finding, mend, unknown } from '../../domain/health/finding.ts';
import { readIdentity } from '../../domain/health/worker-identity.ts';
import { workerFindings } from '../../domain/health/workers.ts';
import type { RunSpec } from '../../domain/spec/run-spec.ts';
import { openRuns } from '../../runs/open-runs.ts';
import { dataFinding, storeFindings } from '../../runs/places.ts';
import { findBuild } from '../../setup/build.mjs';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { taskQueue } from '../../workflows/contract.ts';
import { ClientError } from '../program/client-error.ts';
import { loadConfig } from '../program/config.ts';
import { connect } from '../temporal/connect.ts';
import { workersOf } from '../temporal/temporal-runs.ts';
import { examineElsewhere } from './at-worker.ts';
import { attributesHere, serverFindings } from './server.ts';

/** What a doctor looks at, and whether it makes what may be made. */
export interface Examining {
  env: NodeJS.ProcessEnv;
  /** Completed; its providers and models are looked at. */
  spec?: RunSpec;
  fix: boolean;
}

// In milliseconds, for the server's answer to one question.
const patience = 5_000;

/** Looks at all that runs need, here, at the server and at a worker. Nothing is paid, and what is wrong throws nothing. */
export async function examineAll(examining: Examining): Promise<Finding[]> {
  const { store: location, data } = loadConfig(examining.env);
  const { store, findings } = await storeHere(location, examining.fix);
  const found = await elsewhere(examining, store);
  // What is here goes before the clocks, and what a worker has found.
  const clock = found.findIndex(({ what }) => what === 'clock');
  return [...found.slice(0, clock), ...findings, await dataFinding(data), ...found.slice(clock)];
}

/** The store, where it is there and works. */
async function storeHere(location: string, fix: boolean): Promise<{ store?: ArtifactStore; findings: Finding[] }> {
  try {
    const store = openRuns(location);
    if (!fix && !(await store.find('store.json'))) {
      const remedy =
        'Set TEMPERA_STORE to the one that the workers use; "tempera doctor --fix", or a first run, makes one here.';
      return { findings: [mend('store', `none at ${location}. ${remedy}`)] };
    }
    const findings = await storeFindings(store);
    return { findings, ...(findings[0]?.state === 'ok' && { store }) };
  } catch (error) {
    return { findings: [mend('store', (error as Error).message)] };
  }
}

async function elsewhere({ env, spec, fix }: Examining, store: ArtifactStore | undefined): Promise<Finding[]> {
  try {
    const { client, address, close } = await connect(env);
    try {
      return await atServer(client, address, { spec, fix, store });
    } finally {
      await close();
    }
  } catch (error) {
    const isNone = error instanceof ClientError && error.ending === 'cannotStart';
    const message = isNone ? error.message : `The server does not answer: ${(error as Error).message}`;
    return [mend('server', message), ...unseen(['namespace', 'search attributes', 'worker', 'clock'], 'no server')];
  }
}

interface AtServer extends Pick<Examining, 'fix'> {
  spec: RunSpec | undefined;
  store: ArtifactStore | undefined;
}

async function atServer(client: Client, address: string, { spec, fix, store }: AtServer): Promise<Finding[]> {
  const soon = <T>(ask: () => Promise<T>) => client.withDeadline(Date.now() + patience, ask);
  const server = await soon(() => serverFindings(client, address));
  if (server.some(({ state }) => state !== 'ok'))
    return [...server, ...unseen(['search attributes', 'worker', 'clock'], 'no namespace')];
  const attributes = await soon(() => attributesHere(client, fix));
  const identities = await soon(() => workersOf(client));
  const id = await store?.id();
  const workers = workerFindings(identities, taskQueue, {
    build: await findBuild(),
    ...(id !== undefined && { store: id }),
  });
  // Whoever tells no version cannot look around.
  const able = identities.map(readIdentity).filter(({ build }) => build !== undefined);
  const isShared = able.length > 0 && able.every((worker) => worker.store === id);
  const shared = isShared ? store : undefined;
  const text = spec && shared && (await shared.putObject(Buffer.from(JSON.stringify(spec)), 'application/json'));
  const found = await examineElsewhere(client, text ? { spec: text } : {}, able.length > 0);
  const unread =
    spec && !text
      ? [unknown('providers', 'looked at by a worker, which has the keys, once all of them have this store')]
      : [];
  return [...server, attributes, ...workers, ...found, ...unread];
}

function unseen(what: readonly string[], why: string): Finding[] {
  return what.map((one) => unknown(one, `not looked at: ${why}`));
}
