import type { Sample } from '../sample.ts';
import { type DataAudit, type FoundSamples, mostShown } from './audit-schema.ts';
import { shownSample } from './shown-sample.ts';
import { findUnseenClasses, type TrainingRow } from './unseen-classes.ts';

/** All that is in a data set beside the samples that are asked. */
export interface OtherData {
  /** Rows of the training split; absent without one. */
  train?: readonly (TrainingRow & { image: { sha256: string } })[] | undefined;
  /** Hashes of the images of the validation split; absent without one. */
  validation?: ReadonlySet<string> | undefined;
  /** Worked examples. */
  examples: readonly { image: { sha256: string } }[];
}

/**
 * What is suspicious in a data set, before anybody is asked. Images are told apart by the hash of what is sent: the same
 * pixels are converted to the same bytes, whatever file they came in.
 */
export function auditData(samples: readonly Sample[], { train, validation, examples }: OtherData): DataAudit {
  const hashes = (items: readonly { image: { sha256: string } }[]) => new Set(items.map(({ image }) => image.sha256));
  return {
    ...(train && { unseenClasses: findUnseenClasses(samples, train) }),
    sharedImages: {
      ...(train && { train: samplesOn(samples, hashes(train)) }),
      ...(validation && { validation: samplesOn(samples, validation) }),
      examples: samplesOn(samples, hashes(examples)),
    },
  };
}

function samplesOn(samples: readonly Sample[], images: ReadonlySet<string>): FoundSamples {
  const found = samples.filter(({ image }) => images.has(image.sha256));
  const first = new Map<string, Sample>();
  for (const sample of found) if (!first.has(sample.image.sha256)) first.set(sample.image.sha256, sample);
  const shown = [...first.values()].slice(0, mostShown).map(shownSample);
  return { samples: found.length, images: first.size, shown };
}
