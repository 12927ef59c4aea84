import { families, type ModelTraits, unknownFamily } from './families.ts';

/** What a spec says of models by patterns of their names; what it leaves out is as in the table. */
export type TraitsOverrides = Readonly<Record<string, { [K in keyof ModelTraits]?: ModelTraits[K] | undefined }>>;

/** Which parameters a model takes: by the table, and by what the spec says of it. */
export function traitsOf(model: string, overrides: TraitsOverrides = {}): ModelTraits {
  const name = familyName(model);
  const [family] = fitting(families, name);
  const own = fitting(overrides, name).reverse();
  return Object.assign({}, family ?? unknownFamily, ...own.map(defined));
}

/** A tuned model takes what its base takes (`ft:BASE:…`), and OpenAI's are the same where a router puts the maker first. */
function familyName(model: string): string {
  const name = model.toLowerCase();
  const base = name.startsWith('ft:') ? (name.split(':')[1] ?? name) : name;
  return base.replace(/^openai\//, '');
}

/** The entries whose pattern fits a name, the longest pattern first. */
function fitting<T>(byPattern: Readonly<Record<string, T>>, name: string): T[] {
  return Object.entries(byPattern)
    .filter(([pattern]) => fits(pattern.toLowerCase(), name))
    .sort(([a], [b]) => b.length - a.length)
    .map(([, value]) => value);
}

function fits(pattern: string, name: string): boolean {
  const inWords = pattern.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${inWords.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's').test(name);
}

function defined<T extends object>(traits: T): Partial<T> {
  return Object.fromEntries(Object.entries(traits).filter(([, value]) => value !== undefined)) as Partial<T>;
}
