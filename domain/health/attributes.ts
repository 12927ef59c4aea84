import { type Finding, mend, ok } from './finding.ts';

/** Types of search attributes by name, in capitals as in `KEYWORD`. */
export type AttributeTypes = Readonly<Record<string, string>>;

/** The names that a namespace lacks. */
export function missingAttributes(needed: AttributeTypes, there: AttributeTypes): string[] {
  return Object.keys(needed).filter((name) => there[name] === undefined);
}

/** How a namespace stands to the search attributes that runs set: a wrong type has to be taken away by hand. */
export function attributesFinding(needed: AttributeTypes, there: AttributeTypes): Finding {
  const what = 'search attributes';
  const missing = missingAttributes(needed, there);
  const wrong = Object.keys(needed).filter((name) => there[name] !== undefined && there[name] !== needed[name]);
  if (missing.length + wrong.length === 0) return ok(what, `all ${Object.keys(needed).length} are registered`);
  const problems = [
    ...wrong.map((name) => `${name} is of type ${there[name]}, not ${needed[name]}: ${removal(name)}`),
    ...(missing.length > 0 ? [`${missing.join(', ')} not registered: "tempera doctor --fix" does it.`] : []),
  ];
  return mend(what, `${problems.join(' ')} Until then runs go on without any.`);
}

function removal(name: string): string {
  return `"temporal operator search-attribute remove --name ${name}" removes it where nothing else needs it, then "tempera doctor --fix".`;
}
