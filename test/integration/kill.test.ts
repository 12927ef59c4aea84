import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { seededRandom } from '../../sandbox/learning/chance.ts';
import { type Chaos, openChaos } from '../chaos/disturbed-runs.ts';
import { inFlight, smallRun, smallRunSettings } from '../chaos/small-run.ts';

const random = seededRandom(1);

let directory: string;
let chaos: Chaos;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'tempera-kill-'));
  chaos = await openChaos(directory, smallRun, smallRunSettings, 60);
}, 60_000);
afterAll(async () => {
  await chaos.close();
  await rm(directory, { recursive: true });
}, 60_000);

describe('a run whose worker is killed twice', () => {
  it('ends with the report of an undisturbed run, and has paid again at most for what was in flight', async () => {
    const kills = [5 + 25 * random(), 40 + 25 * random()].map(
      (calls) => ({ calls, at: 'answers', programs: ['worker'] }) as const,
    );
    const disturbed = await chaos.run('killed', kills);
    const undisturbed = await chaos.run('undisturbed', []);

    expect(disturbed.kills.map(({ during }) => during)).toEqual(['answers', 'answers']);
    expect(disturbed.report).toEqual(undisturbed.report);
    expect(disturbed).toMatchObject({ jobs: 1, uploads: 1 });
    expect(disturbed.paidAgain).toBeLessThanOrEqual(2 * inFlight);
    expect(undisturbed.paidAgain).toBe(0);
  }, 120_000);
});
