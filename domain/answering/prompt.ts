import type { PreparedExample } from '../data/dataset.ts';
import type { Asked, SampleImage } from '../data/sample.ts';
import type { PromptSpec } from '../spec/run-spec.ts';
import type { Message, MessagePart } from './messages.ts';

/** What a candidate is shown besides the question. */
export interface Shown {
  images: boolean;
  /** The worked examples. */
  examples: boolean;
}

/**
 * The messages that ask a sample: the system text, the worked examples, then the question with its images. A conversation
 * of the data is asked as it stands.
 */
export function buildMessages(
  prompt: PromptSpec,
  examples: readonly PreparedExample[],
  sample: Pick<Asked, 'row' | 'question' | 'images' | 'messages'>,
  { images, examples: showsExamples }: Shown,
): Message[] {
  const { row, question, messages } = sample;
  if (messages) return withSystem(prompt.system, images ? messages : messages.map(withoutImages));
  const shown = showsExamples ? examples : [];
  return [
    ...(prompt.system === undefined ? [] : [{ role: 'system' as const, content: prompt.system }]),
    ...shown.flatMap((example, index) => workedExample(prompt, example, index + 1, images)),
    { role: 'user', content: withImages(fill(prompt.question, { row, question }), images ? sample.images : []) },
  ];
}

/** A conversation with the system message of the spec in place of its own, where the spec has one. */
function withSystem(system: string | undefined, messages: readonly Message[]): Message[] {
  if (system === undefined) return [...messages];
  return [{ role: 'system', content: system }, ...messages.filter(({ role }) => role !== 'system')];
}

function workedExample(prompt: PromptSpec, example: PreparedExample, n: number, images: boolean): Message[] {
  const { row, question, reasoning, conclusion, images: shown } = example;
  const asked = fill(prompt.exampleQuestion, { n, row, question });
  return [
    { role: 'user', content: withImages(asked, images ? shown : []) },
    { role: 'assistant', content: `${reasoning.trim()}\n\n${conclusion}` },
  ];
}

/** Servers of text alone refuse a list of parts, so that a text without an image stays one. */
function withImages(text: string, images: readonly SampleImage[]): string | MessagePart[] {
  if (images.length === 0) return text;
  return [{ type: 'text', text }, ...images.map(({ sha256 }): MessagePart => ({ type: 'image', sha256 }))];
}

function withoutImages({ role, content }: Message): Message {
  if (typeof content === 'string') return { role, content };
  const texts = content.filter((part) => part.type === 'text');
  const [only, ...others] = texts;
  return { role, content: only && others.length === 0 ? only.text : texts };
}

/** Fills `{name}` in a template, in one pass: what a question contains is never taken for a placeholder. */
function fill(template: string, values: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/g, (placeholder, name: string) =>
    Object.hasOwn(values, name) ? String(values[name]) : placeholder,
  );
}
