import { isDate } from 'node:util/types';
import type { SchemaElement } from 'hyparquet';
import { InputError } from '../source.ts';
import type { LabelNames } from './class-labels.ts';

/** Makes a plain value of what a column holds; `where` is for messages. */
export type ColumnReader = (value: unknown, where: string) => unknown;

/** Reads a column by its type: see {@link plainValue}. Decimals are texts with all their digits: 0.30 is no double. */
export function columnReader({ type, converted_type, scale = 0 }: SchemaElement, labels?: LabelNames): ColumnReader {
  if (labels) return labelReader(labels);
  if (converted_type === 'DECIMAL') {
    return (value) => (typeof value === 'number' ? value.toFixed(scale) : plainValue(value));
  }
  if (type === 'FLOAT') return (value) => (typeof value === 'number' ? shortest(value) : plainValue(value));
  return plainValue;
}

/** Reads a column whose values have the form of its type already, with the names of its labels. */
export function labelReader(labels?: LabelNames): ColumnReader {
  return labels ? (value, where) => labelled(value, labels, where) : plainValue;
}

/**
 * Texts, numbers, booleans, bytes, lists and structs as they are. Dates and times are texts in UTC, of midnight the day
 * alone; integers are numbers as long as those are exact; null is what there is not.
 */
export function plainValue(value: unknown): unknown {
  if (value === undefined || value === null) return null;
  if (typeof value === 'bigint') return isSafe(value) ? Number(value) : value;
  if (isDate(value)) return dateText(value);
  if (Array.isArray(value)) return value.map(plainValue);
  if (typeof value !== 'object' || value instanceof Uint8Array) return value;
  return Object.fromEntries(Object.entries(value).map(([field, within]) => [field, plainValue(within)]));
}

function isSafe(value: bigint): boolean {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER);
}

function dateText(date: Date): string | null {
  return Number.isNaN(date.getTime()) ? null : date.toISOString().replace(/T00:00:00\.000Z$|\.000(?=Z$)/, '');
}

/** A number of 32 bits with no more digits than it holds: 0.1, where the double nearest to it is 0.10000000149011612. */
export function shortest(value: number): number {
  const digits = [6, 7, 8, 9].find((count) => Math.fround(Number(value.toPrecision(count))) === value);
  return digits === undefined ? value : Number(value.toPrecision(digits));
}

/** Labels by their names; -1 is how a label is left open. */
function labelled(value: unknown, names: LabelNames, where: string): unknown {
  if (Array.isArray(value)) return value.map((one) => labelled(one, names, where));
  if (isNames(names))
    return typeof value === 'number' || typeof value === 'bigint'
      ? nameOf(Number(value), names, where)
      : plainValue(value);
  const plain = plainValue(value);
  if (typeof plain !== 'object' || plain === null) return plain;
  const fields = Object.entries(plain).map(([field, within]) => {
    const ofField = names[field];
    return [field, ofField ? labelled(within, ofField, where) : within];
  });
  return Object.fromEntries(fields);
}

function isNames(names: LabelNames): names is readonly string[] {
  return Array.isArray(names);
}

function nameOf(label: number, names: readonly string[], where: string): string | null {
  const name = names[label];
  if (name === undefined && label !== -1) {
    throw new InputError(`${where} holds the label ${label}, and the file names labels 0 to ${names.length - 1} only.`);
  }
  return name ?? null;
}
