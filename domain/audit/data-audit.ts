import { shownBy } from '../data/identity.ts';
import type { Sample } from '../data/sample.ts';
import { openTextSet, type TextSet } from '../data/text-map.ts';
import { type DataAudit, type FoundSamples, mostShown } from './audit-schema.ts';
import { type Item, isAmong, lessonMarksOf, marksOfAll } from './leakage.ts';
import { type Likenesses, looksAlike, whereAny } from './near-duplicates.ts';
import { shownSample } from './shown-sample.ts';
import { type Kinds, openClasses, openUnseen, type TrainedClasses, type TrainingRow } from './unseen-classes.ts';

/** All that is in a data set beside the samples that are asked. */
export interface OtherData {
  /** What training teaches; absent without a training split. */
  train?: Taught | undefined;
  /** Marks of the rows of the validation split; absent without one. */
  validation?: TextSet | undefined;
  /** Worked examples. */
  examples: readonly Item[];
  /** What the images look like; absent where nobody has looked. */
  likenesses?: Likenesses | undefined;
}

/** What rows of training teach, by marks and classes. */
export interface Taught {
  marks: TextSet;
  classes: TrainedClasses;
}

/** Finds what rows of training teach while they stream by, of which the kinds have been counted. */
export function openTaught(kinds: Kinds): { add(row: TrainingRow & Item): void; taught(): Taught } {
  const marks = openTextSet();
  const classes = openClasses(kinds);
  return {
    add(row) {
      for (const mark of lessonMarksOf(row)) marks.add(mark);
      classes.add(row);
    },
    taught: () => ({ marks, classes: classes.found() }),
  };
}

/** Finds what is suspicious in a data set, before anybody is asked, while its samples stream by. */
export interface DataAuditing {
  add(sample: Sample): void;
  audit(): DataAudit;
}

export function openAudit({ train, validation, examples, likenesses }: OtherData): DataAuditing {
  const unseen = train && openUnseen(train.classes);
  const placesOf = (find: (marks: TextSet) => Finding) => ({
    ...(train && { train: find(train.marks) }),
    ...(validation && { validation: find(validation) }),
  });
  const same = (marks: TextSet) => openFinding((sample) => isAmong(sample, marks));
  const shared = { ...placesOf(same), examples: same(marksOfAll(examples)) };
  const alike = placesOf((marks) => openFinding(likenesses ? looksAlike(marks, likenesses) : () => false));
  const all = [...Object.values(shared), ...Object.values(alike), ...(unseen ? [unseen] : [])];
  return {
    add(sample) {
      for (const finding of all) finding.add(sample);
    },
    audit() {
      const nearDuplicates = whereAny(foundIn(alike));
      return {
        ...(unseen && { unseenClasses: unseen.found() }),
        sharedImages: foundIn(shared),
        ...(nearDuplicates && { nearDuplicates }),
      };
    },
  };
}

interface Finding {
  add(sample: Sample): void;
  found(): FoundSamples;
}

/** Counts the samples of which something holds, and shows the first, one an image. */
function openFinding(holds: (sample: Sample) => boolean): Finding {
  let samples = 0;
  const images = openTextSet();
  const shown: Sample[] = [];
  return {
    add(sample) {
      if (!holds(sample)) return;
      samples += 1;
      const known = images.size;
      images.add(shownBy(sample));
      if (images.size > known && shown.length < mostShown) shown.push(sample);
    },
    found: () => ({ samples, images: images.size, shown: shown.map(shownSample) }),
  };
}

function foundIn<Place extends string>(findings: Partial<Record<Place, Finding>>): Record<Place, FoundSamples> {
  const found = Object.entries<Finding | undefined>(findings).map(([place, finding]) => [place, finding?.found()]);
  return Object.fromEntries(found);
}
