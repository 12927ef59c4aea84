import type { ChatRequest } from '../wire.ts';

/** A JSON schema, as far as structured output allows one. */
export type Schema = Readonly<Record<string, unknown>>;

/** What a value of the schema is filled with. */
export interface Filling {
  /** For free strings, by the name of their property. */
  text(property: string): string;
  /** One of the labels of an enumeration. */
  choose(labels: readonly unknown[], property: string): unknown;
}

/** The schema that the answer to a request must obey; undefined when it may be any text. */
export function schemaOf({ response_format }: ChatRequest): Schema | undefined {
  return response_format?.type === 'json_schema' ? (response_format.json_schema.schema ?? {}) : undefined;
}

/** The simplest value that the schema allows, its strings and choices taken from `filling`. */
export function fillSchema(schema: Schema, filling: Filling, property = '', root: Schema = schema): unknown {
  const node = resolve(schema, root);
  if ('const' in node) return node['const'];
  if (Array.isArray(node['enum'])) return filling.choose(node['enum'], property);
  const branch = firstBranch(node);
  if (branch !== undefined) return fillSchema(branch, filling, property, root);
  switch (typeOf(node)) {
    case 'object':
      return fillObject(node, filling, root);
    case 'array':
      return fillArray(node, filling, property, root);
    case 'integer':
    case 'number':
      return withinRange(node, Number(/-?\d+/.exec(filling.text(property))?.[0] ?? 0));
    case 'boolean':
      return /^\W*(?:yes|true)\b/i.test(filling.text(property));
    case 'null':
      return null;
    default:
      return filling.text(property);
  }
}

/** The labels of the first enumeration among the properties of an object schema, or undefined. */
export function enumerationOf(schema: Schema): readonly string[] | undefined {
  for (const property of Object.values(asRecord(schema['properties']))) {
    const labels = resolve(asRecord(property), schema)['enum'];
    if (Array.isArray(labels) && labels.every((label) => typeof label === 'string')) return labels;
  }
  return undefined;
}

function fillObject(node: Schema, filling: Filling, root: Schema): Record<string, unknown> {
  const properties = Object.entries(asRecord(node['properties']));
  return Object.fromEntries(
    properties.map(([name, schema]) => [name, fillSchema(asRecord(schema), filling, name, root)]),
  );
}

function fillArray(node: Schema, filling: Filling, property: string, root: Schema): unknown[] {
  const length = Math.max(1, Number(node['minItems'] ?? 1));
  return Array.from({ length }, () => fillSchema(asRecord(node['items']), filling, property, root));
}

function resolve(schema: Schema, root: Schema): Schema {
  const reference = schema['$ref'];
  if (typeof reference !== 'string') return schema;
  const path = reference
    .replace(/^#\/?/, '')
    .split('/')
    .filter((part) => part !== '');
  return path.reduce<Schema>((node, part) => asRecord(node[part]), root);
}

function firstBranch(node: Schema): Schema | undefined {
  const branches = node['anyOf'];
  if (!Array.isArray(branches)) return undefined;
  return branches.map(asRecord).find((branch) => branch['type'] !== 'null') ?? asRecord(branches[0]);
}

function typeOf(node: Schema): unknown {
  const type = node['type'];
  return Array.isArray(type) ? type.find((name) => name !== 'null') : type;
}

function withinRange(node: Schema, value: number): number {
  const lowest = Number(node['minimum'] ?? Number.NEGATIVE_INFINITY);
  const highest = Number(node['maximum'] ?? Number.POSITIVE_INFINITY);
  return Math.min(highest, Math.max(lowest, value));
}

const asRecord = (value: unknown): Schema => (typeof value === 'object' && value !== null ? { ...value } : {});
