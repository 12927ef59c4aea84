import type { Sample } from '../../data/sample.ts';
import { type JsonPath, parseJsonPath, readJsonText, valueAt } from './json-path.ts';

/** What stands between the double braces of a template. */
interface Variable {
  namespace: 'item' | 'sample';
  path: JsonPath;
}
/** Variables and the texts around them, in their order. */
export type Template = readonly (string | Variable)[];

/** Thrown for a template that cannot be used; the message says what was expected. */
export class TemplateError extends Error {
  override name = 'TemplateError';
}

const variable = /\{\{([^{}]*)\}\}/g;
const sampleVariables = ['output_text', 'output_json'];

/**
 * Reads a template of OpenAI's graders, with `{{ item.name }}` and `{{ sample.output_text }}` in it.
 * @throws {TemplateError} what stands in the braces is no such variable
 */
export function parseTemplate(text: string): Template {
  const parts: (string | Variable)[] = [];
  let end = 0;
  for (const { 0: whole, 1: inner = '', index } of text.matchAll(variable)) {
    parts.push(text.slice(end, index), parseVariable(inner.trim()));
    end = index + whole.length;
  }
  return [...parts, text.slice(end)].filter((part) => part !== '');
}

function parseVariable(text: string): Variable {
  const [namespace, ...path] = parseJsonPath(text) ?? [];
  if ((namespace !== 'item' && namespace !== 'sample') || path.length === 0) {
    throw new TemplateError(`{{ item.… }} or {{ sample.… }} in the template, not {{ ${text} }}`);
  }
  if (namespace === 'sample' && !sampleVariables.includes(String(path[0]))) {
    throw new TemplateError(
      `sample.${sampleVariables.join(' or sample.')} in the template, not {{ ${text} }}: candidates answer in text and call no tools`,
    );
  }
  return { namespace, path };
}

/** The variables of the item that a template uses, by their first names. */
export function itemNamesIn(template: Template): string[] {
  return template.flatMap((part) =>
    typeof part !== 'string' && part.namespace === 'item' ? String(part.path[0]) : [],
  );
}

/** What a template is filled with. */
export interface Variables {
  item: Readonly<Record<string, unknown>>;
  /** The answer. */
  text: string;
}

/**
 * Fills a template; undefined when a variable has no value. What is put in is put in once: braces in an answer stay as
 * they are. Texts come as they are, everything else as JSON.
 */
export function fillTemplate(template: Template, { item, text }: Variables): string | undefined {
  const pieces = template.map((part) => (typeof part === 'string' ? part : textOf(lookUp(part, item, text))));
  return pieces.every((piece) => piece !== undefined) ? pieces.join('') : undefined;
}

function lookUp({ namespace, path }: Variable, item: Variables['item'], text: string): unknown {
  if (namespace === 'item') return valueAt(item, path);
  const [name, ...within] = path;
  const value = name === 'output_json' ? readJsonText(text) : text;
  return within.length === 0 ? value : valueAt(value, within);
}

function textOf(value: unknown): string | undefined {
  return value === undefined || typeof value === 'string' ? value : JSON.stringify(value);
}

/** What the columns of a data set are called that hold question and answer. */
export interface ItemColumns {
  questions: string;
  answers: string;
}

/** The names that the item of a template has, for samples with slices in these dimensions. */
export function itemNames(columns: ItemColumns, dimensions: readonly string[]): string[] {
  return [...new Set([...Object.keys(itemOf(noSample, '', columns)), ...dimensions])];
}

const noSample = { question: '', targets: [], slices: {} };

/**
 * The item of a sample: `question`; `answer`, `target` and `reference_answer`, which all are the accepted answer; `targets`,
 * the list of them; question and answer also by the names of their columns; and the slice in each dimension of the spec.
 */
export function itemOf(
  { question, targets, slices }: Pick<Sample, 'question' | 'targets' | 'slices'>,
  target: string,
  { questions, answers }: ItemColumns,
): Record<string, unknown> {
  const named = { question, answer: target, target, reference_answer: target, targets };
  return { ...slices, [questions]: question, [answers]: target, ...named };
}
