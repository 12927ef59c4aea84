import { earlierTurns } from '../answering/earlier-turns.ts';
import { namedImages } from '../data/named-images.ts';
import type { Sample } from '../data/sample.ts';
import type { ShownSample } from './audit-schema.ts';

/** A sample as an audit shows it. */
export function shownSample({ id, images, messages, question, targets }: Sample): ShownSample {
  const earlier = earlierTurns(messages);
  return { sample: id, ...namedImages(images), ...(earlier && { earlier }), question, targets: [...targets] };
}
