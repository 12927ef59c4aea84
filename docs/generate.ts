import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { families, familiesCheckedOn, type ModelTraits, unknownFamily } from '../domain/models/parameters-taken.ts';
import { RunSpecSchema } from '../domain/spec/run-spec.ts';

interface Schema {
  type?: string;
  description?: string;
  default?: unknown;
  const?: unknown;
  enum?: unknown[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | boolean;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
}

const schemaFile = new URL('run-spec.schema.json', import.meta.url);
const referenceFile = new URL('run-spec.md', import.meta.url);
const modelsFile = new URL('models.md', import.meta.url);
const marker = '<!-- Below this line `npm run docs` writes. -->\n';

/** The files that follow from the schema of the run spec and the table of models, as they should be. */
export async function generateDocs(): Promise<{ file: URL; text: string }[]> {
  const schema = z.toJSONSchema(RunSpecSchema, { io: 'input' }) as Schema;
  const intro = await introOf(referenceFile);
  const table = ['| key | what it is | default |', '|---|---|---|', ...rowsOf(schema, '')].join('\n');
  return [
    { file: schemaFile, text: `${JSON.stringify({ title: 'Tempera run spec', ...schema }, null, 2)}\n` },
    { file: referenceFile, text: `${intro}${marker}\n${table}\n` },
    { file: modelsFile, text: `${await introOf(modelsFile)}${marker}\n${modelTable()}\n` },
  ];
}

async function introOf(file: URL): Promise<string | undefined> {
  return (await readFile(file, 'utf8')).split(marker)[0];
}

function modelTable(): string {
  const rows = Object.entries({ ...families, 'any other': unknownFamily }).map(([pattern, traits]) =>
    modelRow(pattern, traits),
  );
  return [
    `As of ${familiesCheckedOn}:`,
    '',
    '| name | `temperature`, `top_p` | efforts | by itself | `seed` | verbosity | limit | service tiers | images |',
    '|---|---|---|---|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}

function modelRow(pattern: string, traits: ModelTraits): string {
  const { sampling, efforts, defaultEffort, seed, verbosity, limit, serviceTiers, images } = traits;
  const listed = (values?: readonly string[]) => values?.join(', ') ?? 'as the spec says';
  const cells = [
    `\`${pattern}\``,
    sampling,
    listed(efforts) || 'none taken',
    defaultEffort ?? '',
    yes(seed),
    yes(verbosity),
  ];
  return `| ${[...cells, `\`${limit}\``, listed(serviceTiers), yes(images)].join(' | ')} |`;
}

const yes = (is: boolean): string => (is ? 'yes' : 'no');

/** A row a key, those within it below. */
function rowsOf(schema: Schema, path: string): string[] {
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, child]) => {
    const key = path === '' ? name : `${path}.${name}`;
    return [rowOf(key, child, schema.required?.includes(name) ?? false), ...rowsOf(child, key)];
  });
  const named =
    typeof schema.additionalProperties === 'object' ? rowsOf(schema.additionalProperties, `${path}.<name>`) : [];
  const listed = schema.items ? rowsOf(schema.items, `${path}[]`) : [];
  const either = (schema.anyOf ?? schema.oneOf ?? []).flatMap((alternative) => rowsOf(alternative, path));
  return [...own, ...named, ...listed, ...either];
}

function rowOf(key: string, schema: Schema, isRequired: boolean): string {
  const fallback = schema.default === undefined ? '' : `\`${JSON.stringify(schema.default)}\``;
  const isNested = fallback === '`{}`';
  return `| \`${key}\` | ${[schema.description, typeOf(schema)].filter(Boolean).join('; ')} | ${isRequired ? '**required**' : isNested ? '' : fallback} |`;
}

function typeOf({ type, enum: values, anyOf, const: only }: Schema): string {
  if (only !== undefined) return `\`${only}\``;
  if (values) return values.map((value) => `\`${value}\``).join(', ');
  if (anyOf) return anyOf.map(typeOf).filter(Boolean).join(' or ');
  return (
    { object: '', array: 'a list', integer: 'a whole number', number: 'a number', boolean: '', string: '' }[
      type ?? ''
    ] ?? ''
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { file, text } of await generateDocs()) await writeFile(file, text);
}
