import { familyName, fitting } from './by-pattern.ts';
import { families, type ModelTraits, unknownFamily } from './families.ts';

/** What a spec says of models by patterns of their names; what it leaves out is as in the table. */
export type TraitsOverrides = Readonly<Record<string, { [K in keyof ModelTraits]?: ModelTraits[K] | undefined }>>;

/** Which parameters a model takes: by the table, and by what the spec says of it. */
export function traitsOf(model: string, overrides: TraitsOverrides = {}): ModelTraits {
  const name = familyName(model);
  const [family] = fitting(families, name);
  // A spec may say a pattern by the name that it asks for, too: `ft:gpt-4o*`, `openai/o3`.
  const own = fitting(overrides, name, model.toLowerCase()).reverse();
  return Object.assign({}, family ?? unknownFamily, ...own.map(defined));
}

function defined<T extends object>(traits: T): Partial<T> {
  return Object.fromEntries(Object.entries(traits).filter(([, value]) => value !== undefined)) as Partial<T>;
}
