import { type Finding, mend, ok } from './finding.ts';

/** In bytes: a run of some ten thousand images of a megabyte, or a database that grows, fits in no less. */
const least = 1e9;

/** Whether there is room below a place, of so many free bytes. */
export function diskFinding(what: string, place: string, free: number): Finding {
  const room = `${sizeText(free)} free at ${place}`;
  if (free >= least) return ok(what, room);
  return mend(what, `${room}. Make room: below ${sizeText(least)} a run may block in the middle.`);
}

/** Bytes in words, such as `3.2 GB`. */
export function sizeText(bytes: number): string {
  const [size, unit] = bytes >= 1e9 ? [bytes / 1e9, 'GB'] : bytes >= 1e6 ? [bytes / 1e6, 'MB'] : [bytes / 1e3, 'kB'];
  return `${size.toFixed(size < 10 ? 1 : 0)} ${unit}`;
}
