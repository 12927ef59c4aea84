import { isClosed, type Sample } from '../data/sample.ts';
import { sliceNamesOf } from '../data/slices.ts';
import { normalise } from '../grading/grading.ts';
import { type DataAudit, mostShown } from './audit-schema.ts';
import { shownSample } from './shown-sample.ts';

/** What training holds of a question. */
export interface TrainingRow {
  question: string;
  targets: readonly string[];
}

type UnseenClasses = NonNullable<DataAudit['unseenClasses']>;

/** A question has classes when training gives each of its answers this many times on average. */
const leastRecurrence = 2;

/**
 * Samples whose target is a class that no model can have learnt: their question's training answers recur, such as genres
 * do and titles do not, and no target is an answer to any such question, however it is worded. Yes and no are classes of
 * all yes/no questions together.
 */
export function findUnseenClasses(samples: readonly Sample[], train: readonly TrainingRow[]): UnseenClasses {
  const { kinds, answers } = classesOf(train);
  const unseen = samples.filter(
    ({ question, targets }) =>
      kinds.has(kindOf(question, targets)) && !targets.some((target) => answers.has(normalise(target))),
  );
  const byClass = Map.groupBy(unseen, ({ question, targets }) =>
    JSON.stringify([kindOf(question, targets), targets.map(normalise)]),
  );
  const classes = [...byClass.values()].sort((a, b) => b.length - a.length);
  return {
    samples: unseen.length,
    classes: classes.length,
    slices: slicesOf(unseen),
    shown: classes
      .slice(0, mostShown)
      .flatMap(([first, ...others]) => (first ? [{ ...shownSample(first), samples: 1 + others.length }] : [])),
  };
}

/** The kinds of questions that have classes, and all answers that training gives to them. */
function classesOf(train: readonly TrainingRow[]): { kinds: Set<string | null>; answers: Set<string> } {
  const kinds = new Set<string | null>();
  const answers = new Set<string>();
  for (const [kind, rows] of Map.groupBy(
    train.filter(({ targets }) => targets.length > 0),
    ({ question, targets }) => kindOf(question, targets),
  )) {
    if (rows.length < leastRecurrence) continue;
    const own = new Set(rows.flatMap(({ targets }) => targets.map(normalise)));
    if (rows.length < leastRecurrence * own.size) continue;
    kinds.add(kind);
    for (const answer of own) answers.add(answer);
  }
  return { kinds, answers };
}

/** The question itself; null of one that is answered by yes or no, whatever it is. */
function kindOf(question: string, targets: readonly string[]): string | null {
  return isClosed(targets) ? null : question;
}

function slicesOf(samples: readonly Sample[]): UnseenClasses['slices'] {
  const counts = new Map<string, UnseenClasses['slices'][number]>();
  for (const sample of samples) {
    for (const { dimension, value } of sliceNamesOf(sample)) {
      if (dimension === null) continue;
      const key = JSON.stringify([dimension, value]);
      counts.set(key, { dimension, value, samples: (counts.get(key)?.samples ?? 0) + 1 });
    }
  }
  return [...counts.values()].sort((a, b) => b.samples - a.samples).slice(0, mostShown);
}
