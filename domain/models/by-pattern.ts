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

/**
 * Whether a name is as a pattern says, in which `*` stands for anything and `?` for one character. It goes back to the last
 * `*` only, so that no pattern takes more than the product of both lengths.
 */
function fits(pattern: string, name: string): boolean {
  let [at, p, star, behindStar] = [0, 0, -1, 0];
  while (at < name.length) {
    if (pattern[p] === '*') {
      star = p++;
      behindStar = at;
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === name[at])) {
      p += 1;
      at += 1;
    } else if (star !== -1) {
      p = star + 1;
      at = ++behindStar;
    } else return false;
  }
  return /^\**$/.test(pattern.slice(p));
}
