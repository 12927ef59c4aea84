import {
  adjudicated,
  type Choice,
  type Dispute,
  type Ruling,
  rulingOf,
  rulings,
} from '../../domain/audit/adjudication.ts';
import { ratersOf } from '../../domain/grading/raters.ts';
import { createMeter } from '../../domain/measuring/metrics.ts';
import type { Adjudicated } from '../../domain/report/adjudication.ts';
import type { Report } from '../../domain/report/report-schema.ts';
import type { RunSpec } from '../../domain/spec/run-spec.ts';
import type { AnsweredRun } from '../../runs/answered-run.ts';

/** Measures a run again with the targets that a person has left, beside what its report says. */
export async function adjudicate(
  run: AnsweredRun,
  report: Report,
  disputes: readonly Dispute[],
  chosen: ReadonlyMap<string, Choice>,
): Promise<Adjudicated> {
  const ruled = new Map(
    disputes.flatMap((dispute) => {
      const choice = chosen.get(dispute.id);
      return choice ? [[dispute.sample.id, { dispute, ruling: rulingOf(dispute, choice) }] as const] : [];
    }),
  );
  const meter = createMeter(specFor(run, report));
  const samples = run.samples((sample) => {
    const { dispute, ruling } = ruled.get(sample.id) ?? {};
    return dispute && ruling ? adjudicated(sample, dispute, ruling) : sample;
  });
  for await (const graded of samples) meter.add(graded);
  return { report, disputed: disputes.length, rulings: countRulings([...ruled.values()]), metrics: meter.result() };
}

/** What models said is of the original targets, so no verdict rests on it here; and a trial decides nothing here either. */
function specFor({ spec }: AnsweredRun, { comparison }: Report): RunSpec {
  const { judge: _, verdict, ...rest } = spec;
  const isByModel = ratersOf(spec).some(({ name }) => name !== undefined && name === verdict?.metric);
  return { ...rest, ...(comparison && !isByModel && { verdict }) };
}

function countRulings(ruled: readonly { ruling: Ruling }[]): Adjudicated['rulings'] {
  const counts = rulings.map((ruling) => [ruling, ruled.filter((one) => one.ruling === ruling).length] as const);
  return Object.fromEntries(counts) as Adjudicated['rulings'];
}
