import { openNumberList } from '../data/number-list.ts';
import { isClosed, type Sample } from '../data/sample.ts';
import { sliceNamesOf } from '../data/slices.ts';
import { openTextCounts } from '../data/text-counts.ts';
import { openTextMap, type TextSet } from '../data/text-map.ts';
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

/** The kinds of questions that have classes, and all answers that training gives to them. */
export interface TrainedClasses {
  kinds: Pick<TextSet, 'has'>;
  answers: Pick<TextSet, 'has'>;
}

/** Counts the kinds of questions that rows ask. */
export interface Kinds {
  add(row: TrainingRow): void;
  /** Whether rows of its kind are so many that it may have classes. */
  mayRecur(row: TrainingRow): boolean;
}

export function openKinds(): Kinds {
  const rows = openTextCounts();
  return {
    add: (row) => void rows.add(kindOf(row)),
    mayRecur: (row) => rows.timesOf(kindOf(row)) >= leastRecurrence,
  };
}

/**
 * Finds the classes of training while its rows stream by. What questions of their own are answered, most of all where there
 * are many, would take most of the time, and so `kinds` have been counted before.
 */
export function openClasses(kinds: Kinds): { add(row: TrainingRow): void; found(): TrainedClasses } {
  const rows = openTextCounts();
  const answers = openTextMap();
  /** Different answers to a kind, and of each the two by their numbers. */
  const [pairs, answerOf, kindAt] = [openTextMap(), openNumberList(Int32Array), openNumberList(Int32Array)];

  function addAnswer(kind: number, answer: string): void {
    if (pairs.getOrSet(`${kind} ${answer}`, 0) !== -1) return;
    const next = answers.size;
    const known = answers.getOrSet(answer, next);
    answerOf.push(known === -1 ? next : known);
    kindAt.push(kind);
  }

  return {
    add(row) {
      if (row.targets.length === 0 || !kinds.mayRecur(row)) return;
      const kind = rows.add(kindOf(row)).number;
      for (const target of row.targets) addAnswer(kind, normalise(target));
    },
    found() {
      const own = new Int32Array(rows.all().length);
      for (const kind of kindAt.all()) own[kind] = (own[kind] ?? 0) + 1;
      const haveClasses = rows.all().map((count, kind) => Number(recurs(count, own[kind] ?? 0)));
      const areClasses = new Uint8Array(answers.size);
      for (const [pair, kind] of kindAt.all().entries()) {
        if (haveClasses[kind] === 1) areClasses[answerOf.all()[pair] ?? -1] = 1;
      }
      return {
        kinds: { has: (kind) => haveClasses[rows.numberOf(kind)] === 1 },
        answers: { has: (answer) => areClasses[answers.get(answer)] === 1 },
      };
    },
  };
}

function recurs(rows: number, answers: number): boolean {
  return rows >= leastRecurrence && rows >= leastRecurrence * answers;
}

/**
 * Finds samples whose target is a class that no model can have learnt, while they stream by: their question's training
 * answers recur, such as genres do and titles do not, and no target is an answer to any such question, however it is worded.
 * Yes and no are classes of all yes/no questions together.
 */
export function openUnseen({ kinds, answers }: TrainedClasses): { add(sample: Sample): void; found(): UnseenClasses } {
  let samples = 0;
  const classes = new Map<string, { first: Sample; samples: number }>();
  const slices = openSlices();
  return {
    add(sample) {
      const { targets } = sample;
      if (!kinds.has(kindOf(sample))) return;
      const normalised = targets.map(normalise);
      if (normalised.some((target) => answers.has(target))) return;
      samples += 1;
      slices.add(sample);
      const name = JSON.stringify([kindOf(sample), normalised]);
      const known = classes.get(name);
      if (known) known.samples += 1;
      else classes.set(name, { first: sample, samples: 1 });
    },
    found() {
      const largest = [...classes.values()].sort((a, b) => b.samples - a.samples).slice(0, mostShown);
      return {
        samples,
        classes: classes.size,
        slices: slices.largest(),
        shown: largest.map(({ first, samples }) => ({ ...shownSample(first), samples })),
      };
    },
  };
}

/** The question itself; all that are answered by yes or no are one kind, whatever they ask. */
function kindOf({ question, targets }: TrainingRow): string {
  return isClosed(targets) ? 'closed' : `open ${question}`;
}

function openSlices() {
  const counts = new Map<string, UnseenClasses['slices'][number]>();
  return {
    add(sample: Sample): void {
      for (const { dimension, value } of sliceNamesOf(sample)) {
        if (dimension === null) continue;
        const key = JSON.stringify([dimension, value]);
        counts.set(key, { dimension, value, samples: (counts.get(key)?.samples ?? 0) + 1 });
      }
    },
    largest: () => [...counts.values()].sort((a, b) => b.samples - a.samples).slice(0, mostShown),
  };
}
