const [lineFeed, carriageReturn] = [10, 13];

/** Bytes that the parser waits for at most before it knows what a quote or a line's end is: four, with a margin. */
const heldBack = 16;

/** Numbers the lines that records begin at, which blank ones may precede, while their text arrives in pieces. */
export function lineCounter() {
  /** Lines that are not blank, from that of the next record on. */
  const lines: { number: number; start: number }[] = [];
  let [at, number, start, endsInReturn] = [0, 1, 0, false];

  /** Records that end before what the parser may have held back are told of: lines between are within one record. */
  function forgetInnerLines(): void {
    const inner = lines.findIndex((line, index) => index > 0 && line.start >= at - heldBack);
    lines.splice(1, (inner === -1 ? lines.length : inner) - 1);
  }

  function add(piece: Buffer): void {
    forgetInnerLines();
    let [feed, carriage] = [piece.indexOf(lineFeed), piece.indexOf(carriageReturn)];
    for (let end = first(feed, carriage); end !== -1; end = first(feed, carriage)) {
      // A line feed behind a carriage return ends the same line.
      if (end === feed && (end === 0 ? endsInReturn : piece[end - 1] === carriageReturn)) start = at + end + 1;
      else endLine(at + end);
      if (end === feed) feed = piece.indexOf(lineFeed, end + 1);
      else carriage = piece.indexOf(carriageReturn, end + 1);
    }
    endsInReturn = piece.at(-1) === carriageReturn;
    at += piece.length;
  }

  function endLine(end: number): void {
    if (end > start) lines.push({ number, start });
    number += 1;
    start = end + 1;
  }

  /** The line of the record that ends before the byte `end`; then that of the one behind it is due. */
  function next(end: number): number {
    const line = lines[0]?.number ?? number;
    let done = 0;
    while (done < lines.length && (lines[done]?.start ?? end) < end) done += 1;
    lines.splice(0, done);
    return line;
  }

  return { add, next };
}

function first(feed: number, carriage: number): number {
  return feed === -1 || carriage === -1 ? Math.max(feed, carriage) : Math.min(feed, carriage);
}
