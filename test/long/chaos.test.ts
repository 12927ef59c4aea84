import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { renderDemoCovers } from '../../packages/demo/render.ts';
import { disturbedRun } from '../chaos/disturbed-run.ts';
import type { PlannedKill } from '../chaos/kill.ts';
import { compare } from '../chaos/law.ts';
import { smallSubject } from '../chaos/subjects.ts';

/** Where most is at stake: a job that nobody here knows of yet, answers half on disk, ratings that were paid for. */
const plan: PlannedKill[] = [
  { activity: 'startJob', point: 'response arrived', nth: 1, victims: ['worker'] },
  { activity: 'answerShard', point: 'record torn', nth: 25, victims: ['worker', 'server'] },
  { activity: 'judgeShard', point: 'call served', nth: 10, victims: ['sandbox'] },
  { activity: 'writeReport', point: 'file named', nth: 2, victims: ['worker'] },
];

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'tempera-chaos-'));
  await renderDemoCovers({ directory: path.join(directory, 'data', 'covers') });
});
afterAll(() => rm(directory, { recursive: true }));

describe('a run whose programs are killed', () => {
  it('ends with the report of an undisturbed run, one job, and nothing paid again that was not in flight', async () => {
    const carryOut = (name: string, kills: readonly PlannedKill[]) =>
      disturbedRun(path.join(directory, name), path.join(directory, 'data'), smallSubject, kills);
    const [undisturbed, disturbed] = [await carryOut('undisturbed', []), await carryOut('killed', plan)];

    expect(disturbed.missed).toEqual([]);
    expect(compare(disturbed, undisturbed).broken).toEqual([]);
  }, 600_000);
});
