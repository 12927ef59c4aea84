/** What pieces of a text count; others count one each. */
export interface PieceTokens {
  /** Of a word of Latin letters, without what stands before and behind it. */
  ofWord(letters: number, isCapitals: boolean): number;
  /** Of marks, without white space around them. */
  ofMarks(marks: number): number;
}

const [mark, space, lineEnd, lower, upper, digit, behindEnd] = [0, 1, 2, 3, 4, 5, 6] as const;
const [blank, apostrophe, slash] = [32, 39, 47];

/** The kind of each character. */
const kinds = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  const tests = [/[a-z]/, /[A-Z]/, /[0-9]/, /[\r\n]/, /\s/];
  return [lower, upper, digit, lineEnd, space][tests.findIndex((test) => test.test(character))] ?? mark;
});

/**
 * The sum of what the pieces of a text count, which are those of the pattern in text-tokens.ts, several times as fast;
 * undefined of a text that is not in ASCII.
 */
export function asciiTokens(text: string, counts: PieceTokens): number | undefined {
  const codes = encoder.encode(text);
  return codes.length === text.length ? tokensOfCodes(codes, counts) : undefined;
}

const encoder = new TextEncoder();

function tokensOfCodes(codes: Uint8Array, { ofWord, ofMarks }: PieceTokens): number {
  let tokens = 0;
  for (let at = 0; at < codes.length; ) {
    const kind = kindAt(codes, at);
    // One mark or blank before a word belongs to it.
    const start = kind === mark || kind === space ? at + 1 : at;
    const first = kindAt(codes, start);
    if (first === lower || first === upper) {
      const capitals = endOf(upper, codes, start);
      const end = endOf(lower, codes, capitals);
      tokens += ofWord(end - start, end === capitals);
      at = end + endingAt(codes, end);
    } else if (kind === digit) {
      tokens += 1;
      at = endOf(digit, codes, at, at + 3);
    } else if (kind === mark || (first === mark && codes[at] === blank)) {
      const from = kind === mark ? at : start;
      const { last, end } = endOfMarks(codes, endOf(mark, codes, from));
      tokens += ofMarks(last - from);
      at = end;
    } else {
      tokens += 1;
      at = endOfSpace(codes, at);
    }
  }
  return tokens;
}

function kindAt(codes: Uint8Array, at: number): number {
  return at < codes.length ? (kinds[codes[at] as number] as number) : behindEnd;
}

function endOf(kind: number, codes: Uint8Array, from: number, most = codes.length): number {
  let at = from;
  while (at < most && kindAt(codes, at) === kind) at += 1;
  return at;
}

/** The length of what English puts behind a word: 's, 've and the like. */
function endingAt(codes: Uint8Array, at: number): number {
  if (codes[at] !== apostrophe) return 0;
  return /^'(?:[stmd]|re|ve|ll)/i.exec(String.fromCharCode(...codes.subarray(at, at + 3)))?.[0].length ?? 0;
}

/** Line ends and slashes go on with marks; `last` is where the last of them ends that is no line end. */
function endOfMarks(codes: Uint8Array, from: number): { last: number; end: number } {
  let [last, end] = [from, from];
  for (; kindAt(codes, end) === lineEnd || codes[end] === slash; end += 1) {
    if (codes[end] === slash) last = end + 1;
  }
  return { last, end };
}

/** White space ends behind its last line end, else before the blank that belongs to what follows. */
function endOfSpace(codes: Uint8Array, from: number): number {
  let [end, behindLine] = [from, 0];
  for (let kind = kindAt(codes, end); kind === space || kind === lineEnd; kind = kindAt(codes, end)) {
    end += 1;
    if (kind === lineEnd) behindLine = end;
  }
  if (behindLine > 0) return behindLine;
  return end === codes.length || end === from + 1 ? end : end - 1;
}
