import { FEATURES } from './candidates.ts';
import { mostFrequent, seededRandom, shuffled } from './chance.ts';
import { type ClassExample, type ClassGroup, descendClasses, groupFor, labelIndex, startGroups } from './classes.ts';
import type { Prepared } from './examples.ts';
import { learnFormats } from './format.ts';
import { countKinds } from './kinds.ts';
import { type Model, PRIOR_GROUP, UNTRAINED } from './model.ts';
import { descendSpans, type SpanExample, startWeights } from './spans.ts';
import { normalised } from './words.ts';
import { countAsked, descendYesNo, evidenceFor, frameOf, type YesNoExample } from './yes-no.ts';

/** A model that is being trained, and what it has to learn. */
export interface Lessons {
  model: Model;
  spans: SpanExample[];
  classes: { group: ClassGroup; examples: ClassExample[] }[];
  yesNo: YesNoExample[];
}

const FOLDS = 4;
const FOLD_PASSES = 24;

/** The model to start from, with all that is counted rather than learned by descent. */
export function planLessons(examples: readonly Prepared[]): Lessons {
  const spans = examples.filter(({ kind, target }) => kind === 'span' && target !== -1);
  const groups = startGroups(examples.filter(isClass), PRIOR_GROUP);
  const decided = examples.filter(({ kind }) => kind === 'yes-no').map(withIsYes);
  const frame = frameOf(decided.map(({ question }) => question));
  const model: Model = {
    version: 1,
    kinds: countKinds(examples),
    spans: startWeights(UNTRAINED.spans, spans, FEATURES.length),
    groups: groups.length > 0 ? groups : structuredClone(UNTRAINED.groups),
    yesNo: { ...structuredClone(UNTRAINED.yesNo), frame, asked: countAsked(frame, decided), ...spelling(decided) },
    formats: learnFormats(
      spans.map(({ question, candidates, target, answer }) => ({
        question,
        printed: candidates[target]?.text ?? '',
        answer,
      })),
    ),
    remembered: [...new Set(examples.filter(({ kind }) => kind === 'span').map(({ answer }) => answer))],
  };
  return { model, spans, classes: classLessons(groups, examples), yesNo: crossFitted(examples, frame) };
}

/** One pass over everything that is to be learned. */
export function descend({ model, spans, classes, yesNo }: Lessons, random: () => number, speed: number): void {
  descendSpans(model.spans, UNTRAINED.spans, shuffled(spans, random), speed);
  for (const { group, examples } of classes) descendClasses(group, shuffled(examples, random), speed);
  descendYesNo(model.yesNo, UNTRAINED.yesNo.weights, shuffled(yesNo, random), speed);
}

const isClass = ({ kind }: Prepared): boolean => kind === 'class';
const withIsYes = (example: Prepared) => ({ ...example, isYes: normalised(example.answer) === 'yes' });

function classLessons(groups: readonly ClassGroup[], examples: readonly Prepared[]): Lessons['classes'] {
  const ofGroup = Map.groupBy(examples.filter(isClass), ({ question }) => groupFor(groups, question));
  return groups.map((group) => ({
    group,
    examples: (ofGroup.get(group) ?? [])
      .map(({ words, answer }) => ({ words, target: labelIndex(group, answer) }))
      .filter(({ target }) => target !== -1),
  }));
}

/** The evidence for each yes-or-no question as it would be had its image not been seen in training. */
function crossFitted(examples: readonly Prepared[], frame: string[]): YesNoExample[] {
  const images = [...new Set(examples.map(imageOf))];
  const foldOf = new Map(images.map((image, index) => [image, index % FOLDS]));
  return Array.from({ length: FOLDS }, (_, fold) => fold).flatMap((fold) => {
    const isHeld = (example: Prepared) => foldOf.get(imageOf(example)) === fold;
    const others = examples.filter((example) => !isHeld(example));
    const asked = countAsked(frame, others.filter(({ kind }) => kind === 'yes-no').map(withIsYes));
    const groups = learnedGroups(others);
    return examples
      .filter((example) => example.kind === 'yes-no' && isHeld(example))
      .map(withIsYes)
      .map(({ question, words, isYes }) => ({
        isYes,
        evidence: evidenceFor({ frame, asked }, groups, question, words),
      }));
  });
}

function learnedGroups(examples: readonly Prepared[]): ClassGroup[] {
  const groups = startGroups(examples.filter(isClass), PRIOR_GROUP);
  const random = seededRandom(0);
  for (const lesson of classLessons(groups, examples)) {
    for (let pass = 0; pass < FOLD_PASSES; pass += 1)
      descendClasses(lesson.group, shuffled(lesson.examples, random), 1);
  }
  return groups;
}

const imageOf = ({ words }: Prepared): string => words.join(' ');

function spelling(examples: readonly { answer: string; isYes: boolean }[]): { yes: string; no: string } {
  const usual = (wanted: boolean) =>
    mostFrequent(examples.filter(({ isYes }) => isYes === wanted).map(({ answer }) => answer));
  return { yes: usual(true) ?? UNTRAINED.yesNo.yes, no: usual(false) ?? UNTRAINED.yesNo.no };
}
