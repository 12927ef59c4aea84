import { createHash } from 'node:crypto';
import { isClosed, type Sample } from '../data/sample.ts';
import type { GradedSample } from '../grading/graded-sample.ts';
import { agreedAnswer } from './disputed.ts';

/** A disputed sample as a person judges it: not knowing which of the two texts is the target. */
export interface Dispute {
  /** Tells nothing of the sample; another answer or target has another id. */
  id: string;
  sample: Sample;
  /** What all candidates say. */
  agreed: string;
  a: string;
  b: string;
  targetIs: 'a' | 'b';
}

/** What a person may choose. */
export const choices = ['a', 'b', 'both', 'neither'] as const;
export type Choice = (typeof choices)[number];

/** What a choice means, once it is known which text was the target. */
export const rulings = ['target', 'candidates', 'both', 'neither'] as const;
export type Ruling = (typeof rulings)[number];

/** The dispute about a sample; undefined when there is none. Which text comes first is as good as random, and fixed. */
export function disputeOf(graded: GradedSample): Dispute | undefined {
  const agreed = agreedAnswer(graded);
  if (agreed === undefined) return undefined;
  const { sample } = graded;
  const { id: name, images, question, targets } = sample;
  const digest = createHash('sha256')
    .update(JSON.stringify([name, images.map(({ sha256 }) => sha256).join(' '), question, targets, agreed]))
    .digest();
  const target = targetText(targets);
  const targetIs = (digest.at(-1) ?? 0) % 2 === 0 ? 'a' : 'b';
  const [a, b] = targetIs === 'a' ? [target, agreed] : [agreed, target];
  return { id: digest.toString('hex').slice(0, 16), sample, agreed, a, b, targetIs };
}

/** Written like the answers that are read, so that the spelling does not give it away. */
function targetText(targets: readonly string[]): string {
  if (!isClosed(targets)) return targets.join(' | ');
  return /^yes$/i.test(targets[0]?.trim() ?? '') ? 'Yes' : 'No';
}

/** Whom a choice is for. */
export function rulingOf({ targetIs }: Pick<Dispute, 'targetIs'>, choice: Choice): Ruling {
  if (choice === 'both' || choice === 'neither') return choice;
  return choice === targetIs ? 'target' : 'candidates';
}

/** A sample with the targets that a ruling leaves; undefined when neither text is right, so that none is known. */
export function adjudicated(sample: Sample, { agreed }: Pick<Dispute, 'agreed'>, ruling: Ruling): Sample | undefined {
  switch (ruling) {
    case 'target':
      return sample;
    case 'candidates':
      return { ...sample, targets: [agreed] };
    case 'both':
      return { ...sample, targets: [...sample.targets, agreed] };
    case 'neither':
      return undefined;
    default:
      return ruling satisfies never;
  }
}
