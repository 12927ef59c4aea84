import { shownBy } from '../data/identity.ts';
import type { Sample } from '../data/sample.ts';
import { type DataAudit, type FoundSamples, mostShown } from './audit-schema.ts';
import { type Item, isAmong, lessonsOf, marksOfAll } from './leakage.ts';
import { type Likenesses, looksAlike, whereAny } from './near-duplicates.ts';
import { shownSample } from './shown-sample.ts';
import { findUnseenClasses, type TrainingRow } from './unseen-classes.ts';

/** All that is in a data set beside the samples that are asked. */
export interface OtherData {
  /** Rows of the training split; absent without one. */
  train?: readonly (TrainingRow & Item)[] | undefined;
  /** Marks of the rows of the validation split; absent without one. */
  validation?: ReadonlySet<string> | undefined;
  /** Worked examples. */
  examples: readonly Item[];
  /** What the images look like; absent where nobody has looked. */
  likenesses?: Likenesses | undefined;
}

/** What is suspicious in a data set, before anybody is asked. */
export function auditData(
  samples: readonly Sample[],
  { train, validation, examples, likenesses }: OtherData,
): DataAudit {
  const inTraining = train && marksOfAll(train.flatMap(lessonsOf));
  const near = (marks: ReadonlySet<string>) => foundAmong(likenesses ? looksAlike(samples, marks, likenesses) : []);
  const nearDuplicates = whereAny({
    ...(inTraining && { train: near(inTraining) }),
    ...(validation && { validation: near(validation) }),
  });
  return {
    ...(train && { unseenClasses: findUnseenClasses(samples, train) }),
    sharedImages: {
      ...(inTraining && { train: samplesAmong(samples, inTraining) }),
      ...(validation && { validation: samplesAmong(samples, validation) }),
      examples: samplesAmong(samples, marksOfAll(examples)),
    },
    ...(nearDuplicates && { nearDuplicates }),
  };
}

function samplesAmong(samples: readonly Sample[], marks: ReadonlySet<string>): FoundSamples {
  return foundAmong(samples.filter((sample) => isAmong(sample, marks)));
}

function foundAmong(found: readonly Sample[]): FoundSamples {
  const first = new Map<string, Sample>();
  for (const sample of found) if (!first.has(shownBy(sample))) first.set(shownBy(sample), sample);
  const shown = [...first.values()].slice(0, mostShown).map(shownSample);
  return { samples: found.length, images: first.size, shown };
}
