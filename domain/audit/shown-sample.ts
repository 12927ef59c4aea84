import { namedImages } from '../data/named-images.ts';
import type { Sample } from '../data/sample.ts';
import type { ShownSample } from './audit-schema.ts';

/** A sample as an audit shows it. */
export function shownSample({ id, images, question, targets }: Sample): ShownSample {
  return { sample: id, ...namedImages(images), question, targets: [...targets] };
}
