import { type Document, isMap, LineCounter, type Node, parseDocument, type Scalar, visit, type YAMLError } from 'yaml';
import type { z } from 'zod';
import { RunSpecSchema } from './run-spec.ts';
import { explainIssue } from './spec-issues.ts';

/** One thing wrong with a spec. */
export interface SpecProblem {
  /** From 1; absent when the file itself is the problem. */
  line?: number;
  /** Such as `data.take.test`. */
  key: string;
  message: string;
}

/** A spec cannot be used; the message has all problems, a line each, in the order of the text. */
export class SpecError extends Error {
  override name = 'SpecError';
  readonly problems: readonly SpecProblem[];

  constructor(file: string, problems: readonly SpecProblem[]) {
    const inOrder = problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));
    super(inOrder.map((problem) => inWords(file, problem)).join('\n'));
    this.problems = inOrder;
  }
}

function inWords(file: string, { line, key, message }: SpecProblem): string {
  return [`${file}${line === undefined ? '' : ` line ${line}`}`, key, message].filter(Boolean).join(': ');
}

/** A spec with its defaults filled in, and what tells where in the text something is wrong with it. */
export interface ReadSpec {
  spec: z.output<typeof RunSpecSchema>;
  problemAt(path: readonly PropertyKey[], message: string): SpecProblem;
}

/** Reads YAML (and so JSON), and fills in the defaults. Throws {@link SpecError} with everything that is wrong. */
export function readSpecText(text: string, file: string): ReadSpec {
  const lines = new LineCounter();
  // The library would warn of odd keys on the terminal; below they are named as unknown ones.
  const document = parseDocument(text, { lineCounter: lines, logLevel: 'error' });
  const broken = findBroken(document);
  if (broken.length > 0) {
    const problems = broken.map(({ offset, message }) => ({ line: lines.linePos(offset).line, key: '', message }));
    throw new SpecError(file, problems);
  }
  const problemAt = (path: readonly PropertyKey[], message: string): SpecProblem => {
    const offset = offsetOf(document.contents, path);
    return { ...(offset !== undefined && { line: lines.linePos(offset).line }), key: keyOf(path), message };
  };
  const parsed = RunSpecSchema.safeParse(toValue(document, file), { reportInput: true });
  if (parsed.success) return { spec: parsed.data, problemAt };
  const findings = parsed.error.issues.flatMap(explainIssue);
  throw new SpecError(
    file,
    findings.map(({ path, message }) => problemAt(path, message)),
  );
}

interface Broken {
  offset: number;
  message: string;
}

function findBroken(document: Document): Broken[] {
  // After the first mistake of syntax the others are mostly its consequences.
  const [first] = document.errors;
  if (first) return [{ offset: first.pos[0], message: inOurWords(first) }];
  return [...findUnusableTags(document), ...findUnusableAliases(document), ...findLostKeys(document)];
}

/** The library would leave a tag that it does not know out, without a word. */
function findUnusableTags({ warnings }: Document): Broken[] {
  return warnings
    .filter(({ code }) => code === 'TAG_RESOLVE_FAILED')
    .map(({ pos }) => ({ offset: pos[0], message: 'a tag (!…) means nothing here. Leave it out, or quote the text.' }));
}

function findUnusableAliases(document: Document): Broken[] {
  const broken: Broken[] = [];
  visit(document, {
    Alias(_, alias, around) {
      const { source, range } = alias;
      const target = alias.resolve(document);
      const offset = range?.[0] ?? 0;
      if (target === undefined) {
        broken.push({
          offset,
          message: `*${source} refers to nothing. Quote a text that begins with *: "*${source}".`,
        });
      } else if (around.includes(target)) {
        broken.push({ offset, message: `*${source} refers to what it stands in, and so would have no end` });
      }
    },
  });
  return broken;
}

/** Readers of objects pass over this key without a word, and a candidate would be gone with it. */
function findLostKeys(document: Document): Broken[] {
  const keys: Scalar[] = [];
  visit(document, { Scalar: (place, scalar) => void (place === 'key' && keys.push(scalar)) });
  return keys
    .filter(({ value }) => value === '__proto__')
    .map(({ range }) => ({ offset: range?.[0] ?? 0, message: '__proto__ cannot be a key or a name. Choose another.' }));
}

function inOurWords({ code, message }: YAMLError): string {
  if (code === 'DUPLICATE_KEY') return 'this key stands here already';
  if (message.startsWith('Maximum call stack')) return 'this is nested too deeply';
  if (code === 'MULTIPLE_DOCS') return 'expected one document, but after --- begins another';
  return message.split('\n')[0]?.replace(/ at line .*$/, '') ?? message;
}

function toValue(document: Document, file: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw new SpecError(file, [{ key: '', message: error instanceof Error ? error.message : String(error) }]);
  }
}

/** The offset of a key, or of the nearest thing around it that stands in the text. */
function offsetOf(root: Node | null, path: readonly PropertyKey[]): number | undefined {
  let node: unknown = root;
  let offset = root?.range?.[0];
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => String((key as { value?: unknown }).value ?? key) === String(step));
      if (!pair) break;
      offset = (pair.key as Node).range?.[0] ?? offset;
      node = pair.value;
    } else {
      node = (node as { items?: unknown[] } | null)?.items?.[Number(step)];
      offset = (node as Node | undefined)?.range?.[0] ?? offset;
    }
  }
  return offset;
}

/** `data.slices.type[0].name` */
function keyOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (key, step) =>
      typeof step === 'number' ? `${key}[${step}]` : key === '' ? String(step) : `${key}.${String(step)}`,
    '',
  );
}
