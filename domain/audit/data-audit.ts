import { shownBy } from '../data/identity.ts';
import type { Sample } from '../data/sample.ts';
import { type DataAudit, type FoundSamples, mostShown } from './audit-schema.ts';
import { type Item, isAmong, marksOfAll } from './leakage.ts';
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
}

/** What is suspicious in a data set, before anybody is asked. */
export function auditData(samples: readonly Sample[], { train, validation, examples }: OtherData): DataAudit {
  return {
    ...(train && { unseenClasses: findUnseenClasses(samples, train) }),
    sharedImages: {
      ...(train && { train: samplesAmong(samples, marksOfAll(train)) }),
      ...(validation && { validation: samplesAmong(samples, validation) }),
      examples: samplesAmong(samples, marksOfAll(examples)),
    },
  };
}

function samplesAmong(samples: readonly Sample[], marks: ReadonlySet<string>): FoundSamples {
  const found = samples.filter((sample) => isAmong(sample, marks));
  const first = new Map<string, Sample>();
  for (const sample of found) if (!first.has(shownBy(sample))) first.set(shownBy(sample), sample);
  const shown = [...first.values()].slice(0, mostShown).map(shownSample);
  return { samples: found.length, images: first.size, shown };
}
