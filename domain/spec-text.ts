import leven from 'leven';
import { isMap, LineCounter, type Node, parseDocument } from 'yaml';
import { z } from 'zod';
import { type RunSpecInput, RunSpecSchema } from './run-spec.ts';

/** One thing wrong with a spec. */
export interface SpecProblem {
  /** From 1; absent when the file itself is the problem. */
  line?: number;
  /** Such as `data.take.test`. */
  key: string;
  message: string;
}

/** A spec cannot be used; the message has all problems, a line each. */
export class SpecError extends Error {
  override name = 'SpecError';
  readonly problems: readonly SpecProblem[];

  constructor(file: string, problems: readonly SpecProblem[]) {
    super(problems.map((problem) => inWords(file, problem)).join('\n'));
    this.problems = problems;
  }
}

function inWords(file: string, { line, key, message }: SpecProblem): string {
  return [`${file}${line === undefined ? '' : ` line ${line}`}`, key, message].filter(Boolean).join(': ');
}

/** A spec with its defaults filled in, and where its keys stand in the text. */
export interface ReadSpec {
  spec: z.output<typeof RunSpecSchema>;
  lineOf(path: readonly PropertyKey[]): number | undefined;
}

/** Reads YAML (and so JSON), and fills in the defaults. Throws {@link SpecError} with everything that is wrong. */
export function readSpecText(text: string, file: string): ReadSpec {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [syntax] = document.errors;
  if (syntax)
    throw new SpecError(file, [
      { line: lines.linePos(syntax.pos[0]).line, key: '', message: firstLine(syntax.message) },
    ]);

  const lineOf = (path: readonly PropertyKey[]) => {
    const offset = offsetOf(document.contents, path);
    return offset === undefined ? undefined : lines.linePos(offset).line;
  };
  const input: RunSpecInput = document.toJS();
  const parsed = RunSpecSchema.safeParse(input, { reportInput: true });
  if (parsed.success) return { spec: parsed.data, lineOf };
  const problems = parsed.error.issues.flatMap((issue) => problemsOf(issue, lineOf));
  throw new SpecError(
    file,
    problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0)),
  );
}

function firstLine(message: string): string {
  return message.split('\n')[0]?.replace(/ at line .*$/, '') ?? message;
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

type Issue = z.core.$ZodIssue;

function problemsOf(issue: Issue, lineOf: ReadSpec['lineOf']): SpecProblem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => problem([...issue.path, key], unknownKey(key, issue.path), lineOf));
  }
  return [problem(issue.path, describe(issue), lineOf)];
}

function problem(path: readonly PropertyKey[], message: string, lineOf: ReadSpec['lineOf']): SpecProblem {
  const line = lineOf(path);
  return { ...(line !== undefined && { line }), key: keyOf(path), message };
}

/** `data.slices.type[0].name` */
export function keyOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (key, step) =>
      typeof step === 'number' ? `${key}[${step}]` : key === '' ? String(step) : `${key}.${String(step)}`,
    '',
  );
}

function describe(issue: Issue): string {
  const got = issue.input === undefined ? 'it is missing' : `got ${show(issue.input)}`;
  switch (issue.code) {
    case 'invalid_union':
      return describeUnion(issue, got);
    case 'invalid_key':
      return `the name ${show(issue.path.at(-1))} cannot be used: ${issue.issues[0]?.message ?? issue.message}`;
    default:
      return `expected ${expectedBy(issue)}, ${got}`;
  }
}

/** Of alternatives, the one that got furthest tells most; when none got anywhere, all of them do. */
function describeUnion({ errors }: Issue & { code: 'invalid_union' }, got: string): string {
  const deepest = errors.flat().toSorted((a, b) => b.path.length - a.path.length)[0];
  if (deepest && deepest.path.length > 0) return `${keyOf(deepest.path)}: ${describe(deepest)}`;
  return `expected ${errors.flatMap(([first]) => (first ? [expectedBy(first)] : [])).join(' or ')}, ${got}`;
}

function expectedBy(issue: Issue): string {
  if (issue.code === 'invalid_type') return issue.expected;
  if (issue.code === 'invalid_value') return issue.values.map((value) => JSON.stringify(value)).join(' or ');
  // Zod says "Too small: expected number to be >0"; texts of ours say what was expected and nothing else.
  return issue.message.replace(/^[^:]+: (expected )?/, '');
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function unknownKey(key: string, path: readonly PropertyKey[]): string {
  const known = knownKeys(path);
  const [closest] = known.toSorted((a, b) => leven(a, key) - leven(b, key));
  const isClose = closest !== undefined && leven(closest, key) <= Math.max(2, key.length / 3);
  return `is not a key here. ${isClose ? `Did you mean ${closest}?` : `There are: ${known.join(', ')}.`}`;
}

interface SchemaNode {
  properties?: Record<string, SchemaNode>;
  additionalProperties?: SchemaNode | boolean;
  items?: SchemaNode;
  anyOf?: SchemaNode[];
}

/** The keys that may stand at a path, read off the JSON Schema. */
function knownKeys(path: readonly PropertyKey[]): string[] {
  let nodes: SchemaNode[] = [z.toJSONSchema(RunSpecSchema, { io: 'input' }) as SchemaNode];
  for (const step of path) nodes = nodes.flatMap(alternatives).flatMap((node) => childrenOf(node, step));
  return nodes.flatMap(alternatives).flatMap(({ properties }) => Object.keys(properties ?? {}));
}

const alternatives = (node: SchemaNode): SchemaNode[] => node.anyOf ?? [node];

function childrenOf({ properties, additionalProperties, items }: SchemaNode, step: PropertyKey): SchemaNode[] {
  const rest = typeof additionalProperties === 'object' ? additionalProperties : undefined;
  return [properties?.[String(step)] ?? items ?? rest].filter((node) => node !== undefined);
}
