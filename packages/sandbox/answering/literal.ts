/** Where a text holds a value, and the value. */
interface Found {
  value: unknown;
  /** The position behind it. */
  end: number;
}

// Longer texts are read as JSON only, which is quick at any length.
const MOST_LETTERS = 1_000_000;
const MOST_STARTS = 20;
const DEEP = 50;
const TOKEN = /\s*(?:([{}[\]():,])|("[^"\\]*(?:\\[\s\S][^"\\]*)*"|'[^'\\]*(?:\\[\s\S][^'\\]*)*')|([^\s{}[\]():,"']+))/y;
const WORDS: Readonly<Record<string, unknown>> = {
  true: true,
  True: true,
  false: false,
  False: false,
  null: null,
  None: null,
};
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', '0': '\0', '\n': '' };
const CLOSING: Readonly<Record<string, string>> = { '[': ']', '(': ')', '{': '}' };

/** The objects that stand in a text, in order, as JSON or as Python's `str` writes them; a list gives its objects. */
export function objectsIn(text: string): Record<string, unknown>[] {
  const whole = parsed(text.trim());
  if (whole !== undefined) return [whole].flat().filter(isObject);
  if (text.length > MOST_LETTERS) return [];
  const objects: Record<string, unknown>[] = [];
  let [start, starts] = [text.indexOf('{'), 0];
  while (start !== -1 && starts < MOST_STARTS) {
    const found = valueAt(text, start);
    if (isObject(found?.value)) objects.push(found.value);
    start = text.indexOf('{', found?.end ?? start + 1);
    starts += 1;
  }
  return objects;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function valueAt(text: string, start: number): Found | undefined {
  try {
    const reader = new Reader(text, start);
    return { value: reader.value(0), end: reader.at };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

class Reader {
  readonly #text: string;
  at: number;

  constructor(text: string, at: number) {
    this.#text = text;
    this.at = at;
  }

  value(depth: number): unknown {
    const token = this.#next();
    if (depth > DEEP) throw new SyntaxError('too deep');
    if (token === '{') return Object.fromEntries(this.#items('}', () => this.#pair(depth)));
    if (token === '[' || token === '(') return this.#items(CLOSING[token] ?? '', () => this.value(depth + 1));
    if (token[0] === '"' || token[0] === "'") return unquoted(token);
    return wordValue(token);
  }

  #pair(depth: number): [string, unknown] {
    const key = this.#next();
    if ((key[0] !== '"' && key[0] !== "'") || this.#next() !== ':') throw new SyntaxError('a key is missing');
    return [unquoted(key), this.value(depth + 1)];
  }

  #items<T>(closing: string, item: () => T): T[] {
    const items: T[] = [];
    while (this.#peek() !== closing) {
      items.push(item());
      if (this.#peek() === ',') this.#next();
      else if (this.#peek() !== closing) throw new SyntaxError('a comma is missing');
    }
    this.#next();
    return items;
  }

  #peek(): string {
    const at = this.at;
    const token = this.#next();
    this.at = at;
    return token;
  }

  #next(): string {
    TOKEN.lastIndex = this.at;
    const match = TOKEN.exec(this.#text);
    if (match === null) throw new SyntaxError('the text ends');
    this.at = TOKEN.lastIndex;
    return match[1] ?? match[2] ?? match[3] ?? '';
  }
}

function wordValue(word: string): unknown {
  if (Object.hasOwn(WORDS, word)) return WORDS[word];
  const number = Number(word);
  if (Number.isNaN(number)) throw new SyntaxError(`${word} is no value`);
  return number;
}

const unquoted = (quoted: string): string =>
  quoted
    .slice(1, -1)
    .replace(/\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([\s\S]))/g, (_, byte, unit, point, letter) => {
      const code = Number.parseInt(byte ?? unit ?? point ?? '', 16);
      return Number.isNaN(code) ? (ESCAPES[letter] ?? letter) : String.fromCodePoint(Math.min(code, 0x10ffff));
    });

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
