import type { Split } from '../domain/data/sample.ts';
import type { DataSpec } from '../domain/spec/run-spec.ts';
import { InputError } from '../sources/source.ts';

/** Problems that a message names; the rest are counted. */
const problemsShown = 3;

/** Refuses a file to train or validate with for what it would break, if anything. Throws {@link InputError}. */
export function refuseFile(split: Split, problems: readonly string[]): void {
  if (problems.length === 0) return;
  const more = problems.length > problemsShown ? [`and ${problems.length - problemsShown} more`] : [];
  const shown = [...problems.slice(0, problemsShown), ...more];
  throw new InputError(
    `the provider would refuse the ${split} file:${shown.length > 1 ? '\n' : ' '}${shown.join('\n')}`,
  );
}

/** Refuses splits of which nothing can be asked. Throws {@link InputError}. */
export function refuseNoQuestion(splits: readonly Split[], questions: number): void {
  if (questions > 0) return;
  throw new InputError(`the ${splits.join(' and ')} split has no question that can be asked`);
}

/** Why there is nothing to train on, or to show. */
export function noTraining(what: string, { split, source }: DataSpec): InputError {
  const isDealt = split !== undefined && source.train === undefined;
  return new InputError(`${what}: ${isDealt ? 'data.split gives no row to train' : 'data.source.train is missing'}`);
}
