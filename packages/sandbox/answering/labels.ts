import { textOf } from '../learning/turn.ts';
import type { ChatRequest } from '../wire.ts';
import type { Schema } from './schema.ts';

const NEGATIVE =
  /\b(?:incorrect|wrong|bad|worst|poor|no|not|none|false|fail(?:s|ed)?|different|dissimilar|irrelevant|unacceptable)\b/i;
const BRACKETED = /\[([^[\]\n]*\|[^[\]\n]*)\]/;
const ONE_OF = /\bone of:?\s+([^.\n]+)/i;
const LISTED = /^[ \t]*(?:[-*•]|\d+[.)])[ \t]+\**([^:*\n]{1,40}?)\**[ \t]*:/;
const SCALE = /\b(?:rat(?:e|ing)|rank|label|grade|scale|criteria|categor(?:y|ies))/i;

/** What a request says beside the turn that is judged. */
export const instructionsOf = ({ messages }: ChatRequest): string =>
  messages
    .filter(({ role }) => role === 'system' || role === 'developer')
    .map(textOf)
    .join('\n');

/**
 * The labels that a free string may take: those of its description, else those that the instructions give its name, else
 * the first that they list as a scale. Undefined where there are none.
 */
export function labelsFor(property: string, { description }: Schema, instructions: string): string[] | undefined {
  return (
    labelsIn(String(description ?? '')) ??
    labelsIn(templateOf(property, instructions)) ??
    (SCALE.test(property) ? (listedIn(instructions) ?? labelsIn(withoutTemplates(instructions))) : undefined)
  );
}

/** Labels from best to worst: numbers fall, and a scale that begins with a denial is turned round. */
export function fromBest(labels: readonly string[]): readonly string[] {
  const numbers = labels.map(Number);
  if (numbers.every((number) => !Number.isNaN(number))) return [...labels].sort((a, b) => Number(b) - Number(a));
  const [first = '', last = ''] = [labels[0], labels.at(-1)];
  return NEGATIVE.test(first) && !NEGATIVE.test(last) ? [...labels].reverse() : labels;
}

/** What the instructions show as the value of a property, such as `"rating": "[good | bad]"`. */
function templateOf(property: string, instructions: string): string {
  const start = instructions.search(new RegExp(`["']${property.replace(/\W/g, '\\$&')}["']\\s*:`));
  return start === -1 ? '' : (instructions.slice(start).split('\n', 1)[0] ?? '');
}

const withoutTemplates = (text: string): string => text.replace(/^.*["']\w+["']\s*:.*$/gm, '');

function labelsIn(text: string): string[] | undefined {
  const list = BRACKETED.exec(text)?.[1] ?? ONE_OF.exec(text)?.[1];
  const labels = list?.split(list.includes('|') ? '|' : /,\s*(?:or\s+)?|\s+or\s+|\//).map(bare) ?? [];
  return labels.length > 1 && labels.every((label) => label !== '') ? labels : undefined;
}

/** The first list of words with their meanings behind a line that speaks of a scale. */
function listedIn(text: string): string[] | undefined {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  for (const [index, line] of lines.entries()) {
    if (!SCALE.test(line) || LISTED.test(line)) continue;
    const rest = lines.slice(index + 1);
    const end = rest.findIndex((item) => !LISTED.test(item));
    const labels = rest.slice(0, end === -1 ? undefined : end).map((item) => bare(LISTED.exec(item)?.[1] ?? ''));
    if (labels.length > 1) return labels;
  }
  return undefined;
}

const bare = (label: string): string => label.trim().replace(/^["'`*[]+|["'`*\].]+$/g, '');
