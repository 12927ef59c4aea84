import leven from 'leven';
import { z } from 'zod';
import { RunSpecSchema } from './run-spec.ts';

/** Something wrong with a spec, and the key at which it is. */
export interface Finding {
  path: readonly PropertyKey[];
  message: string;
}

type Issue = z.core.$ZodIssue;

/** Says an issue of the schema as what was expected and what was found; an unknown key with the closest known one. */
export function explainIssue(issue: Issue): Finding[] {
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ path: [...issue.path, key], message: unknownKey(key, issue.path) }));
    case 'invalid_union':
      return explainUnion(issue);
    case 'invalid_key':
      return [{ path: issue.path, message: `this name cannot be used: expected ${issue.issues[0]?.message}` }];
    default:
      return [{ path: issue.path, message: `expected ${expectedBy(issue)}, ${found(issue.input)}` }];
  }
}

/** The alternative that the value was meant as tells what is wrong within; when it was none, all are named. */
function explainUnion({ errors, path, input, message }: Issue & { code: 'invalid_union' }): Finding[] {
  // Alternatives told apart by a key whose value is none of theirs: the schema says so itself.
  if (errors.length === 0) return [{ path, message }];
  const meant = errors.find((issues) =>
    issues.every(({ path: within, code }) => within.length > 0 || code === 'unrecognized_keys'),
  );
  if (meant) return meant.flatMap((issue) => explainIssue({ ...issue, path: [...path, ...issue.path] }));
  const expected = errors.flatMap(([first]) => (first ? [expectedBy(first)] : []));
  return [{ path, message: `expected ${expected.join(' or ')}, ${found(input)}` }];
}

const typeWords: Readonly<Record<string, string>> = {
  object: 'keys with values',
  record: 'names with values',
  array: 'a list',
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
};

function expectedBy(issue: Issue): string {
  if (issue.code === 'invalid_type') return typeWords[issue.expected] ?? issue.expected;
  if (issue.code === 'invalid_value') return issue.values.map((value) => JSON.stringify(value)).join(' or ');
  if (issue.code === 'custom') return issue.message;
  // Zod says "Too small: expected number to be >0"; messages of ours say what was expected and nothing else.
  return issue.message.replace(/^[^:]+: (expected )?/, '');
}

function found(value: unknown): string {
  if (value === undefined) return 'it is missing';
  if (value === null) return 'got nothing';
  const text = JSON.stringify(value) ?? String(value);
  return `got ${text.length > 60 ? `${text.slice(0, 57)}…` : text}`;
}

function unknownKey(key: string, path: readonly PropertyKey[]): string {
  const known = [...new Set(knownKeys(path))];
  const [closest] = known.toSorted((a, b) => leven(a, key) - leven(b, key));
  const isClose = closest !== undefined && leven(closest, key) <= Math.max(2, key.length / 3);
  return `is not a key here. ${isClose ? `Did you mean ${closest}?` : `There are: ${known.join(', ')}.`}`;
}

interface SchemaNode {
  properties?: Record<string, SchemaNode>;
  additionalProperties?: SchemaNode | boolean;
  items?: SchemaNode;
  anyOf?: SchemaNode[];
  oneOf?: SchemaNode[];
}

/** The keys that may stand at a path, read off the JSON Schema. */
function knownKeys(path: readonly PropertyKey[]): string[] {
  let nodes: SchemaNode[] = [z.toJSONSchema(RunSpecSchema, { io: 'input' }) as SchemaNode];
  for (const step of path) nodes = nodes.flatMap(alternatives).flatMap((node) => childrenOf(node, step));
  return nodes.flatMap(alternatives).flatMap(({ properties }) => Object.keys(properties ?? {}));
}

const alternatives = (node: SchemaNode): SchemaNode[] => node.anyOf ?? node.oneOf ?? [node];

function childrenOf({ properties, additionalProperties, items }: SchemaNode, step: PropertyKey): SchemaNode[] {
  const rest = typeof additionalProperties === 'object' ? additionalProperties : undefined;
  return [properties?.[String(step)] ?? items ?? rest].filter((node) => node !== undefined);
}
