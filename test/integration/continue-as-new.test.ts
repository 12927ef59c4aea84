import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import type { RunInput, RunResult } from '../../domain/run/run.ts';
import { childIdOf, taskQueue } from '../../workflows/contract.ts';
import { searchAttributes } from '../../workflows/search-attributes.ts';
import { createFakeProvider } from '../fakes/fake-provider.ts';
import { quietRuntime } from '../fakes/quiet-runtime.ts';
import { type Harness, quickSettings, smallSpec, startHarness } from './harness.ts';
import { comparableReport } from './reports.ts';

// Two children of about a hundred events each, on a server that takes twenty for many; how many executions that makes depends on timing.
const settings = { ...quickSettings, shardRows: 4 };
const runId = 'long';

let server: TestWorkflowEnvironment;
let impatient: Harness;
let patient: Harness;
beforeAll(async () => {
  quietRuntime();
  server = await TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'existing-path', path: process.env['TEMPERA_TEMPORAL_CLI'] ?? '' },
      searchAttributes: Object.values(searchAttributes),
      extraArgs: [
        ...['--namespace', `suite-${process.env['JEST_WORKER_ID'] ?? '1'}`],
        ...['--dynamic-config-value', 'limit.historyCount.suggestContinueAsNew=20'],
      ],
    },
  });
  [impatient, patient] = [await startHarness(server.address), await startHarness()];
});
afterAll(async () => {
  await Promise.all([impatient.close(), patient.close()]);
  await server.teardown();
});

async function runOn(harness: Harness): Promise<RunResult> {
  const run = await harness.inputFor(runId, smallSpec, { settings });
  return harness.withWorker(createFakeProvider(), () =>
    harness.client.workflow.execute<(run: RunInput) => Promise<RunResult>>('fineTuneAndEvaluate', {
      workflowId: runId,
      taskQueue,
      args: [run],
    }),
  );
}

/** How many executions a workflow went through, counted back from the last one. */
async function executionsOf({ client }: Harness, workflowId: string): Promise<number> {
  let executions = 0;
  let execution: string | undefined;
  do {
    const { events } = await client.workflow.getHandle(workflowId, execution).fetchHistory();
    execution = events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId || undefined;
    executions += 1;
  } while (execution !== undefined);
  return executions;
}

describe('a run whose histories grow long', () => {
  it('goes on in new executions, and gives the same report as one that does not', async () => {
    const [long, short] = [await runOn(impatient), await runOn(patient)];
    for (const id of [
      childIdOf.candidate(runId, 'base'),
      childIdOf.candidate(runId, 'tuned'),
      childIdOf.judge(runId),
    ]) {
      expect(await executionsOf(impatient, id)).toBeGreaterThan(1);
      expect(await executionsOf(patient, id)).toBe(1);
    }
    expect(await comparableReport(impatient.store, long)).toEqual(await comparableReport(patient.store, short));
  });
});
