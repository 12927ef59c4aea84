import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runChaos } from '../chaos/run-chaos.ts';
import { smallSubject } from '../chaos/subjects.ts';

const kills = 5;

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'tempera-chaos-'));
});
afterAll(() => rm(directory, { recursive: true }));

describe('a run whose programs are killed', () => {
  it('ends with the report of an undisturbed run, one job, and nothing paid again that was not in flight', async () => {
    const runs = await runChaos({
      directory,
      subject: smallSubject,
      kills,
      aRun: kills,
      seed: 2,
      note: () => undefined,
    });

    expect(runs.flatMap(({ compared }) => compared.broken)).toEqual([]);
    expect(runs.flatMap((run) => run.kills)).toHaveLength(kills);
  }, 600_000);
});
