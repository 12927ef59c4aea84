import { invalid } from '../api-error.ts';
import type { ChatRequest } from '../wire.ts';

/** A JSON schema, as far as structured output allows one. */
export type Schema = Readonly<Record<string, unknown>>;

/** What a value of the schema is filled with. */
export interface Filling {
  /** For free strings, numbers and truth, by the name of their property and what the schema says of it. */
  text(property: string, node: Schema): string;
  /** One of the labels of an enumeration. */
  choose(labels: readonly unknown[], property: string): unknown;
}

/** Where in the value we are. */
interface Place {
  filling: Filling;
  root: Schema;
  property: string;
  depth: number;
  /** Values filled so far, over the whole schema. */
  spent: { values: number };
}

// A schema may refer to itself: below this it is cut short where it allows null or an empty list.
const DEEP = 4;
const TOO_DEEP = 60;
const TOO_MANY = 20_000;

/** The schema that the answer to a request must obey; undefined when it may be any text. */
export function schemaOf({ response_format }: ChatRequest): Schema | undefined {
  return response_format?.type === 'json_schema' ? (response_format.json_schema.schema ?? {}) : undefined;
}

/** The simplest value that the schema allows, its strings and choices taken from `filling`. */
export const fillSchema = (schema: Schema, filling: Filling): unknown =>
  fill(schema, { filling, root: schema, property: '', depth: 0, spent: { values: 0 } });

/** The properties of an object schema, or of the objects of a list, with what stands behind their references. */
export function leavesOf(schema: Schema): readonly (readonly [property: string, node: Schema])[] {
  const root = resolve(schema, schema);
  const holder = typeOf(root) === 'array' ? resolve(asRecord(root['items']), schema) : root;
  const properties = Object.entries(asRecord(holder['properties']));
  return properties.map(([property, node]) => [property, settled(asRecord(node), schema)]);
}

/** A node without references, and of several branches the one that is not null. */
function settled(node: Schema, root: Schema): Schema {
  const target = resolve(node, root);
  const branch = chooseBranch(target, { root, depth: 0 });
  return branch === undefined ? target : resolve(branch, root);
}

function fill(schema: Schema, place: Place): unknown {
  place.spent.values += 1;
  if (place.depth > TOO_DEEP || place.spent.values > TOO_MANY)
    throw invalid("Invalid schema for 'response_format': it has no end, or is too large.", 'response_format');
  const node = resolve(schema, place.root);
  if ('const' in node) return node['const'];
  if (Array.isArray(node['enum'])) return place.filling.choose(node['enum'], place.property);
  const branch = chooseBranch(node, place);
  return branch === undefined ? fillTyped(node, place) : fill(branch, { ...place, depth: place.depth + 1 });
}

function fillTyped(node: Schema, place: Place): unknown {
  const text = (): string => place.filling.text(place.property, node);
  switch (typeOf(node)) {
    case 'object':
      return fillObject(node, place);
    case 'array':
      return fillArray(node, place);
    case 'integer':
      return withinRange(node, Math.round(numberIn(text())));
    case 'number':
      return withinRange(node, numberIn(text()));
    case 'boolean':
      return /^\W*(?:yes|true)\b/i.test(text());
    case 'null':
      return null;
    default:
      return text();
  }
}

function fillObject(node: Schema, place: Place): Record<string, unknown> {
  const properties = Object.entries(asRecord(node['properties']));
  return Object.fromEntries(
    properties.map(([property, schema]) => [
      property,
      fill(asRecord(schema), { ...place, property, depth: place.depth + 1 }),
    ]),
  );
}

function fillArray(node: Schema, place: Place): unknown[] {
  const fewest = Number(node['minItems'] ?? 0);
  const length = place.depth > DEEP ? fewest : Math.max(1, fewest);
  if (!(length <= TOO_MANY))
    throw invalid("Invalid schema for 'response_format': minItems is too large.", 'response_format');
  return Array.from({ length }, () => fill(asRecord(node['items']), { ...place, depth: place.depth + 1 }));
}

function resolve(schema: Schema, root: Schema, hops = 0): Schema {
  const reference = schema['$ref'];
  if (typeof reference !== 'string' || hops > TOO_DEEP) return schema;
  const path = reference
    .replace(/^#\/?/, '')
    .split('/')
    .filter((part) => part !== '');
  const target = path.reduce<Schema>((node, part) => asRecord(node[part]), root);
  return resolve(target, root, hops + 1);
}

function chooseBranch(node: Schema, { root, depth }: Pick<Place, 'root' | 'depth'>): Schema | undefined {
  const branches = node['anyOf'];
  if (!Array.isArray(branches)) return undefined;
  const isNull = (branch: Schema) => resolve(branch, root)['type'] === 'null';
  const schemas = branches.map(asRecord);
  return schemas.find((branch) => isNull(branch) === depth > DEEP) ?? schemas[0];
}

function typeOf(node: Schema): unknown {
  const type = node['type'];
  return Array.isArray(type) ? type.find((name) => name !== 'null') : type;
}

const numberIn = (text: string): number => Number(/-?\d+(?:\.\d+)?/.exec(text)?.[0] ?? 0);

function withinRange(node: Schema, value: number): number {
  const lowest = Number(node['minimum'] ?? Number.NEGATIVE_INFINITY);
  const highest = Number(node['maximum'] ?? Number.POSITIVE_INFINITY);
  return Math.min(highest, Math.max(lowest, value));
}

const asRecord = (value: unknown): Schema => (typeof value === 'object' && value !== null ? { ...value } : {});
