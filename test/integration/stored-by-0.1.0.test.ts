import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exitCodes } from '../../client/program/exit-codes.ts';
import { runProgram } from '../../client/program/program.ts';
import { createTemperaClient, type TemperaClient } from '../../client/tempera-client.ts';
import { hasWorker } from '../../client/temporal/temporal-runs.ts';
import type { RetryStage } from '../../domain/run/run.ts';
import { keys } from '../../runs/keys.ts';
import { openRuns } from '../../runs/open-runs.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { recordingTerminal } from '../client/terminals.ts';
import { createFakeProvider } from '../fakes/fake-provider.ts';
import { type Harness, startHarness } from './harness.ts';

// Runs that version 0.1.0 has left behind: they cost money, and no later version may lose them.
const recorded = fileURLToPath(new URL('../fixtures/stores/0.1.0/', import.meta.url));
const runs = ['tuned-1', 'evaluated-1', 'incomplete-1', 'retried-1'] as const;

let harness: Harness;
let directory: string;
let store: ArtifactStore;
let tempera: TemperaClient;
beforeAll(async () => {
  harness = await startHarness();
  directory = await mkdtemp(path.join(tmpdir(), 'tempera-stored-'));
  await cp(recorded, directory, { recursive: true });
  store = openRuns(directory);
  tempera = createTemperaClient({ temporal: harness.client, store });
});
afterAll(async () => {
  await harness.close();
  await rm(directory, { recursive: true });
});

async function command(...args: string[]) {
  const terminal = recordingTerminal();
  const code = await runProgram(args, terminal, {
    TEMPORAL_ADDRESS: process.env['TEMPERA_TEST_SERVER'],
    TEMPORAL_NAMESPACE: harness.client.options.namespace,
    TEMPERA_STORE: directory,
  });
  return { code, text: terminal.results };
}

/** What a report says of each candidate: the numbers that a retry has to find again. */
async function scoresOf(runId: string) {
  const { report } = (await tempera.readReport(runId)) ?? {};
  return report?.candidates.map(({ name, slices }) => ({
    name,
    slices: slices.map(({ dimension, value, samples, answered, refused, scores }) => ({
      dimension,
      value,
      samples,
      answered,
      refused,
      means: Object.fromEntries(Object.entries(scores).map(([metric, score]) => [metric, score.mean])),
    })),
  }));
}

/** Retries a run with a provider that knows its models; gives what was asked. */
async function retry(runId: string, from: RetryStage) {
  const provider = createFakeProvider();
  for (const model of ['gpt-4o-2024-08-06', 'gpt-4o-mini-2024-07-18']) provider.models.add(model);
  await harness.withWorker(
    provider,
    async () => {
      // The server hears of a worker by its first poll.
      while (!(await hasWorker(harness.client))) await sleep(50);
      await tempera.retryRun(runId, from);
      await harness.client.workflow.getHandle(runId).result();
    },
    { store },
  );
  return provider.asked;
}

/** A file of a report. */
const reportFile = (runId: string, revision: number, name: string): Promise<Buffer> =>
  readFile(path.join(directory, keys.report(runId, revision, name)));

/** Where a report made today says something else than 0.1.0 did; all else has to be the same, numbers to nine digits. */
const saidOtherwise = [
  // How, when and after whom it was made.
  /^execution\b/,
  // What 0.1.0 did not say.
  /^(spoils|candidates\.\d+\.(answers|parameters|reasons)|judge\.(parameters|reasons))$/,
  /^provenance\.spec\.(models|data\.leakage|limits\.(failedRatings|spoiledAnswers))$/,
  // Intervals of differences have a floor since, and what rests on them follows.
  /^comparison\.(primary|bounds\.(for|against)|differences\.\d+|ratings)\.(interval\.(by|lower|upper)|standardError)$/,
  /^comparison\.(planning\.(clusters|detectable)|differences\.\d+\.test\.p)$/,
  /^headline$/,
];

/** The paths at which two values differ. */
function differing(one: unknown, other: unknown, at = ''): string[] {
  if (typeof one === 'number' && typeof other === 'number') return Math.abs(one - other) > 1e-9 ? [at] : [];
  if (typeof one !== 'object' || typeof other !== 'object' || !one || !other) return one === other ? [] : [at];
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].flatMap((name) => {
    const path = at === '' ? name : `${at}.${name}`;
    return differing(Reflect.get(one, name), Reflect.get(other, name), path);
  });
}

describe('a run stored by 0.1.0', () => {
  it('is listed, each by its state', async () => {
    const states = Object.fromEntries((await tempera.listRuns()).map(({ runId, state }) => [runId, state]));
    expect(states).toEqual({
      'tuned-1': 'done',
      'evaluated-1': 'done',
      'incomplete-1': 'incomplete',
      'retried-1': 'done',
    });
  });

  it.each(runs)('%s is reported', async (runId) => {
    const { code, text } = await command('report', runId);
    expect(code).toBe(runId === 'incomplete-1' ? exitCodes.incomplete : exitCodes.done);
    expect(text).toContain('by normalised match');
  });

  it('keeps the numbers that it was reported with', async () => {
    const all = (await scoresOf('tuned-1'))?.map(({ name, slices }) => [name, slices[0]?.means['normalised']]);
    expect(all).toEqual([
      ['tuned', 22 / 60],
      ['base', 19 / 60],
      ['most frequent answer', 11 / 60],
    ]);
  });

  it('is compared with another', async () => {
    const { code, text } = await command('compare', 'tuned-1', 'evaluated-1', '--against', 'base', '--json');
    expect(code).toBe(exitCodes.done);
    expect(JSON.parse(text)).toMatchObject({ exploratory: true });
  });

  it.each(runs)('%s is reported anew with the same numbers and predictions, and nobody is asked', async (runId) => {
    const [before, then] = [await scoresOf(runId), await tempera.readReport(runId)];
    expect(await retry(runId, 'report')).toEqual([]);
    expect(await scoresOf(runId)).toEqual(before);

    const now = await tempera.readReport(runId);
    const changed = differing(then?.report, now?.report).filter((at) => !saidOtherwise.some((known) => known.test(at)));
    expect(changed).toEqual([]);
    const [csvThen, csvNow] = await Promise.all(
      [then, now].map((stored) => reportFile(runId, stored?.revision ?? 0, 'predictions.csv')),
    );
    // Excel takes a file for UTF-8 by its first three bytes.
    expect(csvNow?.toString()).toBe(`\ufeff${csvThen?.toString()}`);
  });

  it.each(['tuned-1', 'incomplete-1'])(
    '%s is retried from answering, and nobody is asked again what was answered, rated or turned down',
    async (runId) => {
      const before = await scoresOf(runId);
      expect(await retry(runId, 'answer')).toEqual([]);
      expect(await scoresOf(runId)).toEqual(before);
    },
  );

  it('is rated anew, and no candidate is asked', async () => {
    const before = await scoresOf('tuned-1');
    const asked = await retry('tuned-1', 'judge');
    expect(asked.every(({ schema }) => schema !== undefined)).toBe(true);
    expect(await scoresOf('tuned-1')).toEqual(before);
  });
});
