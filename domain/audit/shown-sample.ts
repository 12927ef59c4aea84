import type { Sample } from '../data/sample.ts';
import type { ShownSample } from './audit-schema.ts';

/** A sample as an audit shows it. */
export function shownSample({ id, image, question, targets }: Sample): ShownSample {
  return { sample: id, image: image.sha256, question, targets: [...targets] };
}
