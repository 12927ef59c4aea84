import type { StoredEntry, WantedSample } from './entry.ts';
import { questionText } from './question-text.ts';
import { isSameModel } from './same-model.ts';

/**
 * The fields in which an entry contradicts the sample that it is for, in words; empty when it contradicts none. Texts
 * of data are not in them, since what ends a run stands in its history.
 */
export function mismatchesOf(entry: StoredEntry, sample: WantedSample): string[] {
  const { where, question, images, askedHash, targets = [] } = entry;
  const id = nameOf(sample);
  const isSame = {
    question: question === undefined || isSameText(question, sample.question),
    images: images === undefined || isSameList(images, sample.images),
  };
  const problems = [
    !isSame.question && `its question is not that of sample ${id}`,
    !isSame.images && `its image is not that of sample ${id}`,
    isSame.question &&
      isSame.images &&
      askedHash !== undefined &&
      askedHash !== sample.askedHash &&
      `sample ${id} asks something else`,
    sample.targets.length > 0 &&
      !targets.every((target) => accepts(sample, target)) &&
      `sample ${id} has another target`,
  ];
  return problems.filter((problem) => problem !== false).map((problem) => `${where}: ${problem}`);
}

/** That an entry is another model's than the one that the spec names, in words; undefined where nothing says so. */
export function otherModel({ where, model: found, resolved = found }: StoredEntry, model: string): string | undefined {
  if (found === undefined || [found, resolved].some((name) => name && isSameModel(model, name))) return undefined;
  return `${where}: ${found} has answered, and the spec says ${model}`;
}

function accepts({ targets }: WantedSample, target: string): boolean {
  return targets.some((accepted) => isSameText(accepted, target));
}

function isSameText(one: string, other: string): boolean {
  return questionText(one) === questionText(other);
}

/** What a person knows a sample by. */
export function nameOf(sample: Pick<WantedSample, 'id' | 'ownId'> | undefined): string {
  return sample?.ownId ?? sample?.id ?? 'none';
}

/** Whether two lists hold the same in the same order. */
export function isSameList(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((value, index) => value === other[index]);
}
