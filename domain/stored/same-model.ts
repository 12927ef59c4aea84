/** A snapshot's date behind an alias, such as `-2024-08-06` or `-0613`. */
const snapshot = /^-(\d{4}-\d{2}-\d{2}|\d{4,8}|latest)$/;

/**
 * Whether a file's name of a model means the one that a spec names: other tools put a provider before it
 * (`openai/gpt-4o`, `openai:chat:gpt-4o`), and providers answer an alias by its snapshot.
 */
export function isSameModel(asked: string, found: string): boolean {
  if (found === asked || found.endsWith(`/${asked}`) || found.endsWith(`:${asked}`)) return true;
  const bare = [found, found.replace(/^.*[/:]/, '')];
  return bare.some((name) => name.startsWith(asked) && snapshot.test(name.slice(asked.length)));
}
