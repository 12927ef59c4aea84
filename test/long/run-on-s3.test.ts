import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Client } from '@temporalio/client';
import { withClient } from '../../client/commands/open-client.ts';
import { startWorker } from '../../client/local/programs.ts';
import { renderDemoCovers } from '../../packages/demo/render.ts';
import { openRuns } from '../../runs/open-runs.ts';
import { disturbedRun, type Outcome } from '../chaos/disturbed-run.ts';
import type { PlannedKill } from '../chaos/kill.ts';
import { compare } from '../chaos/law.ts';
import { paidFor } from '../chaos/paid.ts';
import { smallSubject } from '../chaos/subjects.ts';
import { startFakeS3 } from '../fakes/s3/fake-s3.ts';
import { historiesOf } from '../integration/histories.ts';
import { startPrograms } from '../integration/programs.ts';
import { comparableReport } from '../integration/reports.ts';
import { addFaults } from '../integration/sandbox-calls.ts';
import { type S3Server, startS3, storeOn } from './s3-server.ts';

const server = await startS3();
if (!server) console.warn('SKIPPED: no S3 server. Install Go, or set TEMPERA_VERSITYGW or TEMPERA_TEST_S3.');
const describeThere = server ? describe : describe.skip;

let directory: string;
let data: string;
let onFolder: Outcome;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'tempera-on-s3-'));
  data = path.join(directory, 'data');
  await renderDemoCovers({ directory: path.join(data, 'covers') });
  // Of whoever reads a report here.
  process.env['XDG_CACHE_HOME'] = path.join(directory, 'cache');
  if (server) onFolder = await disturbedRun(path.join(directory, 'folder'), data, smallSubject, []);
});
afterAll(async () => {
  await server?.close();
  await rm(directory, { recursive: true });
});

/** The moments at which a store on S3 is another one than a folder. */
const plan: PlannedKill[] = [
  { activity: 'prepareDataset', point: 'file complete', nth: 3, victims: ['worker'] },
  { activity: 'startJob', point: 'record written', nth: 1, victims: ['worker'] },
  { activity: 'answerShard', point: 'record begun', nth: 9, victims: ['worker'] },
  { activity: 'answerShard', point: 'record written', nth: 12, victims: ['worker', 'server'] },
  { activity: 'judgeShard', point: 'response arrived', nth: 4, victims: ['worker'] },
  { activity: 'writeReport', point: 'file named', nth: 2, victims: ['worker'] },
];

describeThere('a run whose store is on S3', () => {
  it('leaves, killed six times, the report of a run in a folder, and pays no more again than was not stored', async () => {
    const there = server as S3Server;
    const killed = await disturbedRun(
      path.join(directory, 'killed'),
      data,
      smallSubject,
      plan,
      storeOn(there, directory, 'killed'),
    );
    expect(killed.missed).toEqual([]);
    expect(compare(killed, onFolder).broken).toEqual([]);
    // In flight are at most the provider's eight, and 64 lines that wait for the store.
    for (const { inFlight } of killed.kills) expect(inFlight).toBeLessThanOrEqual(8 + 64);
  }, 600_000);

  it('is shared by two workers with nothing else in common, while the S3 server is killed', async () => {
    const there = server as S3Server;
    const name = 'two';
    const programs = await startPrograms(path.join(directory, name), {
      ...storeOn(there, directory, name),
      TEMPERA_DATA: data,
      TEMPERA_LOG_LEVEL: 'error',
    });
    const ownData = path.join(directory, 'own-data');
    await cp(data, ownData, { recursive: true });
    const other = await startWorker({
      env: { ...programs.env, TEMPERA_DATA: ownData, XDG_CACHE_HOME: path.join(directory, 'own-cache') },
      log: path.join(directory, 'other-worker.log'),
      abort: new AbortController().signal,
    });
    try {
      await addFaults(programs.sandboxUrl, [{ match: { path: '/chat/completions' }, do: { kind: 'slow', ms: 100 } }]);
      await withClient(programs.env, async ({ tempera, client }) => {
        // Nobody dies but the store: what a busy machine says late is no sign of death.
        const settings = { ...smallSubject.settings, heartbeatTimeout: 60_000 };
        await tempera.startRun(smallSubject.spec, { runId: 'two', settings });
        const ended = client.workflow.getHandle('two').result();
        const restarts = killNowAndThen(there, ended);
        const result = await ended;
        expect(await restarts).toBeGreaterThan(0);
        const report = await comparableReport(openRuns(String(programs.env['TEMPERA_STORE'])), result);
        expect(report).toEqual(onFolder.report);
        const { paidAgain, ...made } = await paidFor(programs);
        expect(made).toEqual({ jobs: 1, uploads: onFolder.uploads });
        // Both candidates are probed by the base model at the same moment, as in a folder.
        expect(paidAgain).toBeLessThanOrEqual(1);
        const workers = await workersOf(client, 'two');
        expect(workers.size).toBe(2);
      });
    } finally {
      await other.stop();
      await programs.stop();
    }
  }, 600_000);
});

describe('a worker whose store gives a name to two', () => {
  it('ends before it asks for work, and says why', async () => {
    const forgetful = await startFakeS3();
    forgetful.tell = (request, ask) => {
      delete request.headers['if-none-match'];
      return ask();
    };
    const env = { ...process.env, ...storeOn(forgetful, directory, 'forgetful') };
    const starting = startWorker({
      env,
      log: path.join(directory, 'refused.log'),
      abort: new AbortController().signal,
    });
    await expect(starting).rejects.toThrow(/ended with exit code 3[\s\S]*gives a name away that is taken/);
    await forgetful.close();
  });
});

/** Identities of the workers that had a part in a run. */
async function workersOf(client: Client, runId: string): Promise<Set<string>> {
  const events = (await historiesOf(client, runId, ['base', 'tuned'])).flatMap(({ events }) => events ?? []);
  return new Set(events.flatMap(({ activityTaskStartedEventAttributes: started }) => started?.identity ?? []));
}

/** Kills the server until the run has ended, and starts it again; tells how often. */
async function killNowAndThen(there: S3Server, ended: Promise<unknown>): Promise<number> {
  let over = false;
  const noteEnd = () => {
    over = true;
  };
  ended.then(noteEnd, noteEnd);
  for (let kills = 0; ; kills++) {
    await sleep(3000);
    if (over) return kills;
    await there.kill();
    await sleep(1000);
    await there.start();
  }
}
