import type { DataAudit } from '../../domain/audit/audit-schema.ts';
import { type OtherData, openAudit, openTaught } from '../../domain/audit/data-audit.ts';
import type { Item } from '../../domain/audit/leakage.ts';
import { openKinds, type TrainingRow } from '../../domain/audit/unseen-classes.ts';
import type { Sample } from '../../domain/data/sample.ts';

type Others = Omit<OtherData, 'train'> & { train?: readonly (TrainingRow & Item)[] };

/** The audit of samples and rows that are at hand. */
export function auditOf(samples: readonly Sample[], { train, ...others }: Others): DataAudit {
  const audit = openAudit({ ...others, train: train && taughtBy(train) });
  for (const sample of samples) audit.add(sample);
  return audit.audit();
}

function taughtBy(rows: readonly (TrainingRow & Item)[]) {
  const kinds = openKinds();
  for (const row of rows) kinds.add(row);
  const taught = openTaught(kinds);
  for (const row of rows) taught.add(row);
  return taught.taught();
}
