import { type RunSpec, type RunSpecInput, RunSpecSchema } from '../../domain/spec/run-spec.ts';

/** A run on the rows of the bench. */
export function specOf(data: RunSpecInput['data'], others: Partial<RunSpecInput> = {}): RunSpec {
  return RunSpecSchema.parse({
    name: 'million',
    data: { columns: { question: 'question', answer: 'answer', image: null }, ...data },
    candidates: { base: { model: 'base' } },
    ...others,
  }) as RunSpec;
}
