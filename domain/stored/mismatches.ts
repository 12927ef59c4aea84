import type { StoredEntry, WantedSample } from './entry.ts';
import { questionText } from './question-text.ts';
import { isSameModel } from './same-model.ts';

/** Characters of a text that a message shows. */
const mostShown = 80;

/** In which of its fields an entry contradicts the sample that it is for, in words; empty when it contradicts none. */
export function mismatchesOf(entry: StoredEntry, sample: WantedSample, model: string): string[] {
  const { where, question, images, targets, model: found } = entry;
  const problems: string[] = [];
  if (question !== undefined && questionText(question) !== questionText(sample.question)) {
    problems.push(`the question is ${shown(question)}, and sample ${sample.id} asks ${shown(sample.question)}`);
  }
  if (images !== undefined && images.join() !== sample.images.join()) {
    problems.push(`the image is ${hashes(images)}, and sample ${sample.id} shows ${hashes(sample.images)}`);
  }
  const strange = sample.targets.length > 0 ? targets?.find((target) => !accepts(sample, target)) : undefined;
  if (strange !== undefined) {
    const accepted = sample.targets.map(shown).join(' or ');
    problems.push(`the target is ${shown(strange)}, and sample ${sample.id} accepts ${accepted}`);
  }
  if (found !== undefined && !isSameModel(model, found)) {
    problems.push(`the model is ${shown(found)}, and the spec says ${shown(model)}`);
  }
  return problems.map((problem) => `${where}: ${problem}`);
}

function accepts({ targets }: WantedSample, target: string): boolean {
  return targets.some((accepted) => questionText(accepted) === questionText(target));
}

function shown(text: string): string {
  return JSON.stringify(text.length > mostShown ? `${text.slice(0, mostShown - 1)}…` : text);
}

function hashes(images: readonly string[]): string {
  return images.length === 0 ? 'none' : images.map((hash) => hash.slice(0, 12)).join(', ');
}
