import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parquetWriteFile } from 'hyparquet-writer';
import type { Report } from '../../domain/report/report-schema.ts';
import type { RunInput, RunResult } from '../../domain/run/run.ts';
import type { RunSpecInput } from '../../domain/spec/run-spec.ts';
import { taskQueue } from '../../workflows/contract.ts';
import { type FaultySandbox, startFaultySandbox } from './faulty-sandbox.ts';
import { type Harness, smallSpec, startHarness } from './harness.ts';

let harness: Harness;
let sandbox: FaultySandbox;
beforeAll(async () => {
  [harness, sandbox] = await Promise.all([startHarness(), startFaultySandbox()]);
});
afterAll(async () => {
  await sandbox.close();
  await harness.close();
});

const complaints: Record<string, string[]> = {
  Billing: [
    'I was charged twice for',
    'Please refund my payment for',
    'The invoice is wrong for',
    'My card was billed for',
  ],
  Delivery: ['The parcel never arrived with', 'The courier lost', 'Shipping is late for', 'It was left in the rain:'],
};

/** Tickets of text alone, each asked by one row; the words, not the row, tell the team. */
async function writeTickets(split: string, count: number): Promise<void> {
  const rows = Array.from({ length: count }, (_, row) => {
    const [team = '', texts = []] = Object.entries(complaints)[row % 2] ?? [];
    return { ticket: `${texts[(row >> 1) % texts.length]} order ${split} ${row}.`, team, key: `${split}-${row}` };
  });
  const texts = (name: 'ticket' | 'team' | 'key') => ({
    name,
    data: rows.map((row) => row[name]),
    type: 'STRING' as const,
  });
  const filename = path.join(harness.dataDirectory, `tickets-${split}.parquet`);
  await parquetWriteFile({ filename, columnData: [texts('ticket'), texts('team'), texts('key')] });
}

const spec: RunSpecInput = {
  ...smallSpec,
  data: {
    source: { train: 'tickets-train.parquet', test: 'tickets-test.parquet' },
    columns: { question: '{ticket}\nWhich team should take this?', answer: 'team', id: 'key' },
    slices: { team: { column: 'team' } },
  },
  prompt: {
    system: 'Answer with the conclusion only.',
    question: '{question}',
    examples: [{ row: 0, reasoning: 'It says so.' }],
  },
  fineTune: { model: 'gpt-4o-2024-08-06' },
  candidates: { base: { model: 'gpt-4o-2024-08-06' }, tuned: { model: 'tuned' } },
  judge: { ...smallSpec.judge, model: 'gpt-4o-mini-2024-07-18' } as NonNullable<RunSpecInput['judge']>,
};

describe('a run of text alone', () => {
  it('goes through training, answers, judge, verdict and report, and the sandbox learns from the words', async () => {
    await writeTickets('train', 60);
    await writeTickets('test', 40);
    const run = await harness.inputFor(`text-${Date.now()}`, spec);
    const result = await harness.withWorker(sandbox.provider, () =>
      harness.client.workflow.execute<(run: RunInput) => Promise<RunResult>>('fineTuneAndEvaluate', {
        workflowId: run.runId,
        taskQueue,
        args: [run],
      }),
    );
    expect(result).toMatchObject({ outcome: 'done', verdict: 'better' });
    const textOf = async (ref: Parameters<typeof harness.store.read>[0]) => (await harness.store.read(ref)).toString();
    const report = JSON.parse(await textOf(result.report.json)) as Report;
    expect(report).toMatchObject({ samples: 40, images: 0, clusters: 40 });
    expect(report.headline).toMatch(/ by normalised match on 40 questions\.$/);
    const tuned = report.candidates.find(({ name }) => name === 'tuned')?.slices[0];
    expect(tuned?.scores['normalised']?.mean).toBeGreaterThan(0.9);
    const page = await textOf(result.report.html);
    const said = page.replace(/<(style|script)[\s\S]*?<\/\1>/g, '').replace(/<[^>]*>/g, ' ');
    expect(page).not.toContain('<span class="cover">');
    expect(said.match(/.*image.*/gi)?.map((line) => line.trim())).toEqual([
      'image: null',
      'image:',
      'images: true',
      'images: true',
    ]);
    const [header = '', first = ''] = (await textOf(result.report.predictions)).split('\n');
    expect(header).toMatch(/^\ufeffsample,id,source,image,cluster/);
    expect(first).toMatch(/^test-0,test-\d+,tickets-test\.parquet row \d+,,/);
  });
});
