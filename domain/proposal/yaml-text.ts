/** What steers a terminal, hides, or ends a line, wherever it stands; spaces other than the usual one look like it. */
const unseen = /[\p{C}\p{Zl}\p{Zp}\u00a0]/gu;

/** Words that YAML 1.1 or 1.2 reads as something else than a text. */
const notText = /^(?:y|n|yes|no|true|false|on|off|null|nan|inf)$/i;

/** Characters that a comment has at most. */
const longestComment = 600;

/** Characters of a line, but for what is one text. */
const longestLine = 115;

/** A text as YAML has it, on one line: bare where it is a plain word, else in double quotes with all that is unseen escaped. */
export function scalar(text: string): string {
  if (/^[a-z][\w./-]*$/i.test(text) && !notText.test(text)) return text;
  return JSON.stringify(text).replaceAll(unseen, escaped);
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

/** A comment that no text of the data can leave: without what is unseen, over as many lines as it takes. */
export function comment(text: string): string[] {
  const line = text.replaceAll(/[\s\p{C}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  const short = line.length > longestComment ? `${line.slice(0, longestComment)}…` : line;
  return wrapped(short).map((part) => `# ${part}`);
}

/** A line with why it is so: behind it, or above it where both take too long. */
export function because(line: string, why: string): string[] {
  const lines = comment(why);
  const [only = '', another] = lines;
  const isShort = another === undefined && line.length + only.length < longestLine;
  return isShort ? [`${line} ${only}`] : [...lines, line];
}

/** Breaks a text between words; a word that is too long has a line of its own. */
function wrapped(text: string): string[] {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last !== '' && last.length + word.length >= longestLine) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines;
}

/** A value in YAML's flow style: texts, numbers, lists and objects. */
export function flow(value: unknown): string {
  if (typeof value === 'string') return scalar(value);
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  return `{ ${entries.map(([key, one]) => `${scalar(key)}: ${flow(one)}`).join(', ')} }`;
}
