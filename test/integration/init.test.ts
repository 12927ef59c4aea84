import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runProgram } from '../../client/program/program.ts';
import { loadSpec } from '../../client/program/spec-file.ts';
import type { Report } from '../../domain/report/report-schema.ts';
import type { RunInput, RunResult } from '../../domain/run/run.ts';
import { taskQueue } from '../../workflows/contract.ts';
import { recordingTerminal } from '../client/terminals.ts';
import { imageOf } from '../fakes/parquet.ts';
import { type FaultySandbox, startFaultySandbox } from './faulty-sandbox.ts';
import { type Harness, startHarness } from './harness.ts';

let harness: Harness;
let sandbox: FaultySandbox;
beforeAll(async () => {
  [harness, sandbox] = await Promise.all([startHarness(), startFaultySandbox()]);
});
afterAll(async () => {
  await sandbox.close();
  await harness.close();
});

/** Pictures in a folder of their own, and a table beside it that leaves out folder and ending. */
async function writePictures(count: number): Promise<string> {
  const folder = path.join(harness.dataDirectory, 'my shop');
  await mkdir(path.join(folder, 'pictures'), { recursive: true });
  const rows = ['Photo;Farbe'];
  for (let n = 0; n < count; n += 1) {
    await writeFile(path.join(folder, `pictures/bild-${n}.jpg`), await imageOf(n));
    rows.push(`bild-${n};${['rot', 'grün', 'blau'][n % 3]}`);
  }
  await writeFile(path.join(folder, 'farben.csv'), `\ufeff${rows.join('\r\n')}`);
  return folder;
}

describe('a spec that tempera init has written', () => {
  it('runs to a verdict on the sandbox as it is', async () => {
    const folder = await writePictures(40);
    const output = path.join(folder, 'tempera.yaml');
    const terminal = recordingTerminal();
    const code = await runProgram(['init', folder, '--out', output], terminal, {
      TEMPERA_DATA: harness.dataDirectory,
    });
    expect([code, terminal.results]).toEqual([0, expect.stringContaining('Written: ')]);
    expect(await readFile(output, 'utf8')).toContain('image: "pictures/{Photo}"');

    const run = await harness.inputFor(`init-${Date.now()}`, await loadSpec(output));
    const result = await harness.withWorker(sandbox.provider, () =>
      harness.client.workflow.execute<(run: RunInput) => Promise<RunResult>>('fineTuneAndEvaluate', {
        workflowId: run.runId,
        taskQueue,
        args: [run],
      }),
    );
    expect(result).toMatchObject({
      outcome: 'done',
      verdict: expect.stringMatching(/^(better|worse|equivalent|undecided)$/),
    });
    const report = JSON.parse((await harness.store.read(result.report.json)).toString()) as Report;
    expect(report.samples).toBeGreaterThanOrEqual(10);
  });
});
