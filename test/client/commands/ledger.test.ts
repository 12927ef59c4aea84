import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { runProgram } from '../../../client/program/program.ts';
import { publishJson } from '../../../runs/json.ts';
import { keys } from '../../../runs/keys.ts';
import { openRuns } from '../../../runs/open-runs.ts';
import { recordProbe } from '../../../runs/probes.ts';
import { writeSent } from '../../../runs/sent-calls.ts';
import { outcomesOf, sampleOf, specOf } from '../../fakes/samples.ts';
import { storeAnsweredRun } from '../../fakes/stored-run.ts';
import { recordingTerminal } from '../terminals.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'tempera-ledger-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** Three answers of 900 tokens in and 6 out each, a probe that nobody counted, a training and a lost call. */
async function storeRun(): Promise<void> {
  const store = openRuns(directory);
  const prices = {
    any: { input: 1000, cached: 100, output: 10_000 },
    'base-model': { input: 1, output: 1, training: 3 },
  };
  const spec = specOf({ providers: { sandbox: { prices } } });
  await storeAnsweredRun(store, {
    spec,
    samples: [0, 1, 2].map((row) => sampleOf(row)),
    answers: { base: outcomesOf('+++') },
  });
  const call = { attempts: 1, milliseconds: 5, uncounted: 1, requestId: '=cmd' };
  await recordProbe(store, 'run-1', { who: 'base', outcome: 'answered', call, at: 0 });
  const job = { id: 'ftjob-1', state: 'succeeded', trainedTokens: 2_000_000, metadata: { run: 'run-1' } };
  await publishJson(store, keys.job('run-1', 1), { job, events: [] });
  await writeSent(store, keys.sent('run-1', 'answers/base/000000'), {
    call: 'a',
    who: 'base',
    most: 0.5,
    at: '2026-11-28T00:00:00.000Z',
  });
}

async function ledger(...args: string[]) {
  const terminal = recordingTerminal();
  const code = await runProgram(['ledger', ...args], terminal, { TEMPERA_STORE: directory });
  return { code, out: terminal.results, notes: terminal.notes };
}

describe('tempera ledger', () => {
  it('adds up by who was paid, and says of how much nobody knows the cost', async () => {
    await storeRun();
    const { code, out } = await ledger('run-1');
    expect(code).toBe(0);
    expect(out.split('\n').map((line) => line.replaceAll(/[\u202f\u00a0]/g, ' '))).toEqual([
      'Ledger of run run-1',
      'probes of base: 1 call to any',
      '  cost unknown for 1',
      'the training: 1 job to base-model',
      '  2 000 000 tokens trained',
      '  6.00 USD',
      'base: 3 calls to any',
      '  in 2 700 tokens',
      '  out 18 tokens',
      '  2.88 USD',
      'calls whose end nobody knows, of base: 1 call to any',
      '  cost unknown for 1',
      'total: 8.88 USD',
      '  beside what is of unknown cost: 2',
      '',
    ]);
  });

  it('writes a line a call, in which what is unknown is empty and texts are inert', async () => {
    await storeRun();
    const file = path.join(directory, 'ledger.csv');
    expect((await ledger('run-1', '--out', file)).code).toBe(0);
    const rows = parse(await readFile(file, 'utf8'), { columns: true, bom: true }) as Record<string, string>[];
    expect(rows).toHaveLength(6);
    expect(rows[0]).toMatchObject({ kind: 'probe', tokens_in: '', cost: '', uncounted: '1', request_id: "'=cmd" });
    expect(rows[1]).toMatchObject({ kind: 'training', item: 'ftjob-1', tokens_trained: '2000000', cost: '6' });
    expect(rows[2]).toMatchObject({
      kind: 'answer',
      who: 'base',
      item: 'test-0',
      tokens_in: '900',
      tokens_out: '6',
      cost: '0.96',
    });
    expect(rows[5]).toMatchObject({ kind: 'lost', who: 'base', cost: '', most: '0.5', currency: 'USD' });
    const sum = rows.reduce((total, { cost }) => total + Number(cost), 0);
    expect(sum).toBeCloseTo(8.88, 9);
  });

  it('names a run that is not there', async () => {
    expect(await ledger('nobody')).toMatchObject({
      code: 2,
      notes: expect.stringContaining('There is no run "nobody"'),
    });
  });
});
