import { type RunSpec, type RunSpecInput, RunSpecSchema } from '../../domain/spec/run-spec.ts';

const smallest = {
  name: 'covers',
  data: { source: { test: 'test.parquet' } },
  prompt: { system: 'Answer the question.' },
  candidates: { base: { model: 'gpt-4o-2024-08-06' } },
} satisfies RunSpecInput;

/** A small complete spec, with what a test needs changed. */
export function specWith(changes: Partial<RunSpecInput>): RunSpec {
  return RunSpecSchema.parse({ ...smallest, ...changes }) as RunSpec;
}

/** A spec that fine-tunes, and compares what it has made with its base. */
export function fineTuningSpec(): RunSpec {
  return specWith({
    data: { source: { train: 'train.parquet', test: 'test.parquet' } },
    fineTune: { model: 'gpt-4o-2024-08-06' },
    candidates: { base: { model: 'gpt-4o-2024-08-06' }, tuned: { model: 'tuned' } },
    verdict: { compare: 'tuned', against: 'base' },
  });
}
