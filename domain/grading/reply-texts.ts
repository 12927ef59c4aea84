const tags = /<(\/?)(?:think|thinking|thought|reasoning)>/gi;

/**
 * The text without what a model thought aloud before: blocks such as `<think>…</think>`. Chat templates may swallow the
 * opening tag, and a limit the closing one.
 */
export function withoutThoughts(text: string): string {
  let said = '';
  let thinks = false;
  let at = 0;
  for (const { 0: tag, 1: slash, index } of text.matchAll(tags)) {
    if (slash === '') said += thinks ? '' : text.slice(at, index);
    else if (!thinks) said = '';
    thinks = slash === '';
    at = index + tag.length;
  }
  return (thinks ? said : said + text.slice(at)).trim();
}

/** Nothing but spaces and characters that nobody sees. */
const invisible = /^[\s\p{C}\p{Default_Ignorable_Code_Point}]*$/u;

/** True for a text that says nothing once thoughts are left out. */
export function isBlank(text: string): boolean {
  return invisible.test(withoutThoughts(text));
}

/** The most places of a reply at which an object is looked for, so that reading takes linear time. */
const mostStarts = 50;

/** A reply of more characters has run on: its end is what it comes to, and all of it would hold the thread for a minute. */
const longestSearched = 100_000;

/** The JSON objects in a reply, also in a code block or amid other text; those inside of one are parts of it. */
export function objectsIn(wholeReply: string): Record<string, unknown>[] {
  const reply = wholeReply.slice(-longestSearched);
  const found: Record<string, unknown>[] = [];
  let at = reply.indexOf('{');
  for (let starts = 0; at !== -1 && starts < mostStarts; starts++) {
    const end = endOfObject(reply, at);
    const object = end === undefined ? undefined : objectOf(reply.slice(at, end));
    if (object) found.push(object);
    at = reply.indexOf('{', object && end !== undefined ? end : at + 1);
  }
  return found;
}

/** Where the object that begins here ends; undefined when it does not. */
function endOfObject(text: string, start: number): number | undefined {
  const token = /["{}]/g;
  token.lastIndex = start;
  for (let depth = 0, found = token.exec(text); found; found = token.exec(text)) {
    if (found[0] === '"') token.lastIndex = endOfString(text, found.index);
    else depth += found[0] === '{' ? 1 : -1;
    if (depth === 0) return token.lastIndex;
  }
  return undefined;
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at + 1;
  }
  return text.length;
}

/** By keys in lower case, since models spell them as they like. */
function objectOf(text: string): Record<string, unknown> | undefined {
  try {
    const entries = Object.entries(JSON.parse(text) as Record<string, unknown>);
    return Object.fromEntries(entries.map(([key, value]) => [key.trim().toLowerCase(), value]));
  } catch {
    return undefined;
  }
}

/** What a reply without an object may mean by a label: its lines behind `Label:`, else all of it. */
export function bareLabels(reply: string): string[] {
  const marked = [...reply.matchAll(/^[^\w\n]*(?:label|result)[^\w\n]*[:=](.+)$/gim)].map(([, label = '']) => label);
  return marked.length > 0 ? marked : [reply];
}

/** The label that a text names, whatever its case, its blanks, the marks around it and between its words; undefined when it names none or two. */
export function labelNamed(text: string, labels: readonly string[]): string | undefined {
  if (labels.includes(text)) return text;
  const alike = labels.filter((label) => plain(label) === plain(text));
  return alike.length === 1 ? alike[0] : undefined;
}

function plain(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/^[\s"'“”‘’`*_.:]+|[\s"'“”‘’`*_.:]+$/g, '')
    .replace(/\s+|(?<=\p{L})[_-](?=\p{L})/gu, ' ');
}

/** The one value that all of a reply's parts agree on; undefined when there is none, or a second one. */
export function agreed<T>(values: readonly T[], keyOf: (value: T) => string): T | undefined {
  return new Set(values.map(keyOf)).size === 1 ? values[0] : undefined;
}
