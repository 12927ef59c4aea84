import type { PreparedExample } from '../domain/data/dataset.ts';
import type { Row } from '../domain/data/sample.ts';
import type { RunSpec } from '../domain/spec/run-spec.ts';
import { InputError } from '../sources/source.ts';

/** The worked examples of a spec, of which some may lie outside the rows that were looked at. */
export function examplesAmong({ prompt }: RunSpec, rows: ArrayLike<Row>): PreparedExample[] {
  return prompt.examples.flatMap(({ row, reasoning, conclusion }) => {
    const shown = rows[row];
    if (!shown) return [];
    const { question, images, targets } = shown;
    return { row, question, reasoning, conclusion: conclusion ?? targets[0] ?? '', images };
  });
}

/** The worked examples of a spec among all rows to train on. Throws {@link InputError} for one that is not there. */
export function workedExamples(spec: RunSpec, rows: ArrayLike<Row>): PreparedExample[] {
  for (const [index, { row }] of spec.prompt.examples.entries()) {
    if (rows[row]) continue;
    throw new InputError(
      `prompt.examples[${index}]: row ${row} does not exist; the training split, as taken, has rows 0 to ${rows.length - 1}`,
    );
  }
  return examplesAmong(spec, rows);
}
