import { createHash } from 'node:crypto';
import type { Question } from './respondent.ts';

/** The same for the same question, whatever else differs: model, messages with their images by hash, parameters. */
export function keyOf({ request }: Question): string {
  return createHash('sha256').update(JSON.stringify(request)).digest('hex');
}
