import { type SentFormat, withoutMetadata } from './cut.ts';

/** By what files begin with, in hexadecimal. */
const beginnings: readonly [SentFormat, RegExp][] = [
  ['jpeg', /^ffd8ff/],
  ['png', /^89504e47/],
  ['gif', /^47494638/],
  ['webp', /^52494646.{8}57454250/],
];

/** Whether an image that is passed on as it is says more than its picture does: where, when, by whom. */
export function holdsMetadata(bytes: Uint8Array): boolean {
  const beginning = Buffer.from(bytes.subarray(0, 12)).toString('hex');
  const format = beginnings.find(([, pattern]) => pattern.test(beginning))?.[0];
  return format !== undefined && withoutMetadata(bytes, format)?.length !== bytes.length;
}
