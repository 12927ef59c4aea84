import type { Report } from '../../domain/report/report-schema.ts';
import { runIdOfSlot } from '../../domain/schedule/slot.ts';
import type { RunSpecInput } from '../../domain/spec/run-spec.ts';
import { publishJson } from '../../runs/json.ts';
import { keys } from '../../runs/keys.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { reportOf } from './reports.ts';
import { outcomesOf, sampleOf, specOf } from './samples.ts';
import { storeScheduledRun } from './stored-schedule.ts';

/** A run that a schedule has completed. */
export interface CompletedRun {
  /** Right answers to 40 questions about an image each, or marks as {@link outcomesOf} reads them. */
  right: number | string;
  /** As the provider names it. */
  model?: string;
  fingerprints?: string[];
  /** By default a minute after its slot. */
  doneAt?: string;
  outcome?: Report['outcome'];
  spec?: Partial<RunSpecInput>;
  shutdowns?: Report['execution']['shutdowns'];
}

const candidates = { gpt: { model: 'alias' }, base: { model: 'base-model' } };

/** Slots of a schedule, a day each. */
export function slotOfDay(day: number): string {
  return new Date(Date.UTC(2026, 10, day, 0, 39)).toISOString().replace('.000Z', 'Z');
}

/** Writes a run of a schedule with its answers and its report into a store. */
export async function storeCompletedRun(
  store: ArtifactStore,
  schedule: string,
  slot: string,
  { right, model = 'alias-1', fingerprints = [], doneAt, outcome = 'done', spec: own, shutdowns }: CompletedRun,
): Promise<string> {
  const spec = specOf({
    fineTune: undefined,
    candidates,
    verdict: { compare: 'gpt', against: 'base' },
    ...own,
  });
  const marks = typeof right === 'string' ? right : '+'.repeat(right).padEnd(40, '-');
  const answers = { gpt: outcomesOf(marks), base: outcomesOf('-'.repeat(marks.length)) };
  const runId = runIdOfSlot(schedule, slot);
  const samples = [...marks].map((_, row) => sampleOf(row));
  await storeScheduledRun(store, schedule, slot, { spec, samples, answers, pageRows: 100 });
  const plan = Object.keys(answers).map((name) => ({ name, provider: spec.provider, model: 'any' }));
  await publishJson(store, keys.plan(runId), { name: spec.name, candidates: plan });
  const report = reportOf({ answers, spec });
  const account = { calls: 40, reused: 0, promptTokens: 0, completionTokens: 0 };
  const execution = {
    ...report.execution,
    run: runId,
    finishedAt: doneAt ?? slot.replace(':00Z', ':59.000Z'),
    calls: [{ who: 'gpt', model: 'alias', models: [model], fingerprints, ...account }],
    ...(shutdowns && { shutdowns }),
  };
  await publishJson(store, keys.report(runId, 1, 'report.json'), { ...report, outcome, execution });
  return runId;
}
