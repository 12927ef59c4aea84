import { createHash } from 'node:crypto';
import type { Question } from './respondent.ts';

/**
 * The same for the same question, whatever else differs: model, messages with their images by hash, parameters, and which
 * time it is asked. A service tier changes what an answer costs, and not the answer.
 */
export function keyOf({ request: { serviceTier: _, ...request }, repeat = 1 }: Question): string {
  return createHash('sha256')
    .update(JSON.stringify(repeat > 1 ? [request, repeat] : request))
    .digest('hex');
}
