import { createHash } from 'node:crypto';

const digits = 16;
const head = (check: string) => `{"check":"${check}","record":`;
const headLength = head('0'.repeat(digits)).length;

/** A record as a line of JSON that holds a hash of itself, so that a change of it is found out. */
export function checkedLine(record: object): string {
  const text = JSON.stringify(record);
  return `${head(checkOf(text))}${text}}`;
}

/** The record of a line of {@link checkedLine}, or undefined of a line that is not as it was written. */
export function recordOf<T>(line: string): T | undefined {
  const text = line.slice(headLength, -1);
  if (line !== `${head(checkOf(text))}${text}}`) return undefined;
  return JSON.parse(text) as T;
}

function checkOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, digits);
}
