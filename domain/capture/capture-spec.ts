import { type Split, splits } from '../data/sample.ts';
import { hasSplit } from '../data/splitting/split-names.ts';
import type { RunSpec } from '../spec/run-spec.ts';
import { findContradictions } from '../spec/spec-checks.ts';
import type { Finding } from '../spec/spec-issues.ts';

/**
 * A spec with what a capture uses: nothing is trained, rated or compared, and who has answered before is not asked. Images
 * that training holds too do not keep an answer from being captured; where a run leaves them out of the worked examples,
 * its capture does, so that the prompts agree.
 */
export function captureSpec({ fineTune: _, judge: __, verdict: ___, data, ...spec }: RunSpec): RunSpec {
  const leakage = data.leakage === 'drop' ? 'drop' : 'keep';
  const asked = Object.entries(spec.candidates).filter(([, { answers }]) => !answers);
  const own = { ...withoutTargets(data), leakage } as const;
  return { ...spec, candidates: Object.fromEntries(asked), data: own, graders: {}, comparisons: [] };
}

/** Where what a candidate said would have been the targets, rows need have none: it is not asked here. */
function withoutTargets({ targets, ...data }: RunSpec['data']): RunSpec['data'] {
  const { columns } = data;
  const isBare = targets !== undefined && columns.question !== undefined;
  return isBare ? { ...data, columns: { ...columns, answer: null } } : data;
}

/** What is wrong with a spec that is to be captured: it is not kept from it by what a capture has no use for. */
export function captureContradictions(spec: RunSpec): Finding[] {
  const own = checkCapture(spec);
  if (own.length > 0) return own;
  // Which splits are asked is not its `on`.
  return findContradictions(captureSpec(spec)).filter(({ path: [key] }) => key !== 'on');
}

/** Whether all that can be asked of a data set is unlabelled, so that no run can measure anything. */
export function isOnlyCaptured({ data }: Pick<RunSpec, 'data'>): boolean {
  return hasSplit(data, 'unlabelled') && !hasSplit(data, 'test') && !hasSplit(data, 'validation');
}

/** The splits that a capture asks unless it is told: all that the data has but training. */
export function splitsToCapture({ data }: Pick<RunSpec, 'data'>): Split[] {
  return (['test', 'validation', 'unlabelled'] as const).filter((split) => hasSplit(data, split));
}

/** Reads a list of splits such as `test,unlabelled`; undefined when it is none. */
export function readSplits(text: string): Split[] | undefined {
  const named = [...new Set(text.split(',').map((name) => name.trim()))];
  const known = splits.filter((split) => named.includes(split));
  return known.length === named.length ? named.flatMap((name) => known.filter((split) => split === name)) : undefined;
}

/** What keeps a spec from being captured. */
export function checkCapture({ candidates }: Pick<RunSpec, 'candidates'>): Finding[] {
  return Object.entries(candidates)
    .filter(([, { model }]) => model === 'tuned')
    .map(([name]) => ({
      path: ['candidates', name, 'model'],
      message:
        '"tuned" is a model that a run makes, and a capture makes none. Write the id of the tuned model, such as ft:gpt-4o-2024-08-06:mine::A1b2C3: the report of its run and the provider name it.',
    }));
}
