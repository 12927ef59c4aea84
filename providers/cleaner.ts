/** Makes what a provider says short and plain, and cuts the keys that we hold from it. */
export interface Cleaner {
  /** What a model answers: whole, but for our keys. */
  answer(text: string): string;
  /** A code or an id; undefined for anything else that stands in its place. */
  code(value: unknown): string | undefined;
  /** A model's or a file's name: one line of at most 200 characters. */
  name(value: unknown): string | undefined;
  /** A sentence in one line of at most 200 characters, without what was sent; undefined when nothing is left. */
  sentence(value: unknown, sent?: readonly string[]): string | undefined;
}

const longest = 200;
/** So much of a sentence is looked at; an error may be megabytes long. */
const lookedAt = 600;
/** Texts that a sentence shares with the request are quotes from this length on. */
const quoteLength = 16;
/** Shorter texts of a request are words that stand in any sentence. */
const shortestQuote = 4;
/** Shorter secrets, such as the sandbox's `local`, are words that stand in any sentence. */
const shortestSecret = 8;

/** Cuts these secrets, and whatever else does not belong into a log. */
export function createCleaner(secrets: Iterable<string> = []): Cleaner {
  // The longest first: one secret may hold another.
  const sent = Array.from(secrets, (secret) => secret.trim());
  const forms = sent.filter(({ length }) => length >= shortestSecret).flatMap(formsOf);
  const hidden = [...new Set(forms)].sort((a, b) => b.length - a.length);
  const cut = (text: string) => hidden.reduce((rest, secret) => rest.replaceAll(secret, '[key]'), text);
  const line = (value: unknown) => (typeof value === 'string' ? oneLine(cut(value)) : undefined);

  return {
    answer: cut,
    code(value) {
      const text = typeof value === 'number' ? String(value) : line(value);
      return text !== undefined && /^[\w.:-]{1,64}$/.test(text) ? text : undefined;
    },
    name: (value) => line(value)?.slice(0, longest) || undefined,
    sentence(value, sent = []) {
      const text = line(value)?.slice(0, lookedAt);
      return (text && withoutQuotes(withoutBlobs(text), sent).slice(0, longest).trim()) || undefined;
    },
  };
}

/** A secret as it may come back: as it is, and within an address or a JSON text. */
function formsOf(secret: string): string[] {
  return [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)];
}

function oneLine(text: string): string {
  return text.replaceAll(/[\p{C}\s]+/gu, ' ').trim();
}

/** An image or a key that we do not know. */
function withoutBlobs(text: string): string {
  return text.replaceAll(/[\w+/=-]{60,}/g, '…');
}

function withoutQuotes(sentence: string, sent: readonly string[]): string {
  const sources = sent.map(oneLine);
  const short = sources.filter(({ length }) => length >= shortestQuote && length < quoteLength);
  const text = short.reduce((rest, source) => rest.replaceAll(source, '…'), sentence);
  let kept = '';
  for (let at = 0; at < text.length; ) {
    const quoted = quotedAt(text, at, sources);
    kept += quoted > 0 ? '…' : text[at];
    at += Math.max(1, quoted);
  }
  return kept;
}

/** How many characters from here on stand in a text that was sent; 0 when too few do. */
function quotedAt(text: string, at: number, sources: readonly string[]): number {
  const quote = text.slice(at, at + quoteLength);
  const source = quote.length === quoteLength && sources.find((sent) => sent.includes(quote));
  if (!source) return 0;
  let end = at + quoteLength;
  while (end < text.length && source.includes(text.slice(at, end + 1))) end += 1;
  return end - at;
}
