/** A tuned model takes what its base takes (`ft:BASE:…`), and OpenAI's are the same where a router puts the maker first. */
export function familyName(model: string): string {
  const name = model.toLowerCase();
  const base = name.startsWith('ft:') ? (name.split(':')[1] ?? name) : name;
  return base.replace(/^openai\//, '');
}

/** The entries whose pattern fits one of the names of a model, the longest pattern first. */
export function fitting<T>(byPattern: Readonly<Record<string, T>>, ...names: string[]): T[] {
  return Object.entries(byPattern)
    .filter(([pattern]) => names.some((name) => fits(pattern.toLowerCase(), name)))
    .sort(([a], [b]) => b.length - a.length)
    .map(([, value]) => value);
}

function fits(pattern: string, name: string): boolean {
  const inWords = pattern.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${inWords.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's').test(name);
}
