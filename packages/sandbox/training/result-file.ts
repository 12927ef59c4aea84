import { writeFileSync } from 'node:fs';
import { unixSeconds } from '../ids.ts';
import type { TrainingStep } from '../learning/train.ts';
import type { FileStore } from '../state/file-store.ts';
import { resultFileId } from '../state/job-store.ts';
import type { FileObject } from '../wire.ts';

const COLUMNS = ['step', 'train_loss', 'train_mean_token_accuracy', 'valid_loss', 'valid_mean_token_accuracy'] as const;

/** Writes the metrics of all steps as a CSV; the returned file still has to be added. */
export function writeResultFile(files: FileStore, job: string, steps: readonly TrainingStep[]): FileObject {
  const id = resultFileId(job);
  const rows = steps.map(({ metrics }) => COLUMNS.map((column) => metrics[column] ?? '').join(','));
  const content = `${[COLUMNS.join(','), ...rows].join('\n')}\n`;
  writeFileSync(files.contentPath(id), content);
  return {
    object: 'file',
    id,
    purpose: 'fine-tune-results',
    filename: 'step_metrics.csv',
    bytes: Buffer.byteLength(content),
    created_at: unixSeconds(),
    status: 'processed',
  };
}
