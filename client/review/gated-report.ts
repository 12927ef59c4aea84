import type { Report } from '../../domain/report/report-schema.ts';
import { demandOf } from '../../domain/verdict/gate.ts';
import { requireVouched } from '../../runs/hashes.ts';
import { openRun } from '../../runs/open-run.ts';
import type { StoredReport } from '../../runs/reports.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { chosenAddress } from '../temporal/connect.ts';
import { vouchedHashes } from '../temporal/vouched-hashes.ts';

/**
 * The report that a gate decides on: as the run's history vouches for it, where the environment names a server that has it.
 * One that neither history nor index vouches for gets its verdict anew from the answers.
 * @throws {ArtifactError} the history vouches for another report
 */
export async function gatedReport(
  store: ArtifactStore,
  { report, isChecked, key }: StoredReport,
  env: NodeJS.ProcessEnv,
  vouchedBy = vouchedHashes,
): Promise<Report> {
  const vouched = chosenAddress(env) === undefined ? undefined : await vouchedBy(env, report.execution.run);
  const isVouched = vouched !== undefined && (await requireVouched(store, vouched, key));
  return isVouched || isChecked ? report : withVerdictAnew(store, report);
}

async function withVerdictAnew(store: ArtifactStore, report: Report): Promise<Report> {
  // Its libraries take longer to load than most commands take to run.
  const { createMeter } = await import('../../domain/measuring/metrics.ts');
  const { spec, isTrial, samples } = await openRun(store, report.execution.run).answered();
  const { verdict, ...withoutVerdict } = spec;
  const meter = createMeter(isTrial ? withoutVerdict : spec);
  for await (const sample of samples()) meter.add(sample);
  const { comparison, ...metrics } = meter.result();
  const { comparison: _, spoils: __, demand: ___, ...rest } = report;
  const isIncomplete = metrics.candidates.some(({ incomplete }) => incomplete);
  return {
    ...rest,
    ...metrics,
    ...(comparison && { comparison }),
    ...(verdict && { demand: demandOf(verdict) }),
    on: spec.on,
    outcome: isTrial ? 'trial' : isIncomplete ? 'incomplete' : 'done',
    candidates: metrics.candidates.map((one) => ({ ...modelsOf(report, one.name), ...one })),
  };
}

function modelsOf({ candidates }: Report, name: string): Pick<Report['candidates'][number], 'models' | 'floating'> {
  return candidates.find((candidate) => candidate.name === name) ?? { models: [], floating: false };
}
