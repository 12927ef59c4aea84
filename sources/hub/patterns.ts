import { RE2JS, RE2JSSyntaxException } from 're2js';

/**
 * The paths that a pattern of a data set's card names, sorted, as `datasets` reads it: `*` stays within a folder, `**` does
 * not, and what is hidden (`.x`, or a folder `__x`) has to be asked for by name.
 */
export function pathsMatching(paths: readonly string[], pattern: string): string[] {
  const clean = pattern.replace(/^(?:\.\/)+/, '');
  const expression = compile(expressionOf(clean));
  if (expression === undefined) return [];
  return paths.filter((path) => expression.matches(path) && !isHiddenFrom(path, clean)).sort();
}

/** Patterns are somebody else's: none may take longer than its length allows, and one that is none matches nothing. */
function compile(expression: string): RE2JS | undefined {
  try {
    return RE2JS.compile(expression);
  } catch (error) {
    if (error instanceof RE2JSSyntaxException) return undefined;
    throw error;
  }
}

function expressionOf(pattern: string): string {
  const parts = pattern.split('/');
  return parts
    .map((part, index) => {
      const isLast = index === parts.length - 1;
      if (part === '**') return isLast ? '.+' : '(?:.+/)?';
      return `${partExpression(part)}${isLast ? '' : '/'}`;
    })
    .join('');
}

/** A folder's or file's name: `*`, `?` and `[a-z]` as shells have them, everything else as it stands. */
function partExpression(part: string): string {
  return part.replace(
    /\[(!?)([^\]]+)\]|\*+|\?|[^*?[]+|\[/g,
    (token, not: string | undefined, set: string | undefined) => {
      if (set !== undefined) return `[${not === '!' ? '^' : ''}${setOf(set)}]`;
      if (token.startsWith('*')) return '[^/]*';
      return token === '?' ? '[^/]' : RE2JS.quote(token);
    },
  );
}

/** As it stands in brackets, where a hyphen between two characters is a range only if it goes upwards. */
function setOf(set: string): string {
  return set.replace(/[\\\]^[]/g, '\\$&').replace(/^-|-$/g, '\\-');
}

/** Whether a path is hidden, and a pattern does not say so. */
export function isHiddenFrom(path: string, pattern: string): boolean {
  const hidden = (text: string) => text.split('/').filter((part) => /^\.(?!\.?$)/.test(part)).length;
  const special = (text: string) =>
    text
      .split('/')
      .slice(0, -1)
      .filter((part) => part.startsWith('__')).length;
  return hidden(path) !== hidden(pattern) || special(path) !== special(pattern);
}
