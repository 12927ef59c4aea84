import { createHash } from 'node:crypto';
import { stringify } from 'csv-stringify/sync';
import type { Draw } from './draw.ts';

/** A row of a sheet that has come back, with the number of the line on which it begins. */
export interface SheetRow {
  line: number;
  id: string;
  label: string;
}

/** The name of a draw, by which its sheets are known: a hash, which tells nothing of what was drawn. */
export function drawId(draw: Draw): string {
  return createHash('sha256').update(JSON.stringify(draw)).digest('hex').slice(0, 8);
}

/** The draw that a row's id belongs to; undefined when it is no such id. */
export function drawIdOf(rowId: string): string | undefined {
  return /^([0-9a-f]{8})-\d+$/.exec(rowId)?.[1];
}

/**
 * The sheet to label, as CSV: blind to candidates and to the judge, and with a place for an image's path, which is empty
 * where there is none. Cells that a spreadsheet would take for a formula are made safe.
 */
export function sheetOf(draw: Draw, images: readonly string[] = []): string {
  const id = drawId(draw);
  const rows = draw.items.map(({ question, targets, answer }, position) => ({
    id: rowIdOf(id, position),
    label: '',
    question,
    targets: targets.join(' | '),
    answer,
    image: images[position] ?? '',
  }));
  return stringify(rows, { header: true, escape_formulas: true, bom: true });
}

/**
 * The place of a person's label for each item of a draw, or what is wrong with the sheet, a line each. Letter case and
 * white space around a label do not matter.
 */
export function readSheet(draw: Draw, rows: readonly SheetRow[]): { places: number[]; problems: string[] } {
  const name = drawId(draw);
  const positions = new Map(draw.items.map((_, position) => [rowIdOf(name, position), position]));
  const seen = new Map<string, number>();
  const places: number[] = [];
  const problems: string[] = [];
  for (const { line, id, label } of rows) {
    const position = positions.get(id);
    const earlier = seen.get(id);
    const place = placeOf(label, draw.labels);
    seen.set(id, line);
    if (position === undefined) problems.push(`line ${line}, column id: ${JSON.stringify(id)} was not drawn`);
    else if (earlier !== undefined) problems.push(`line ${line}, column id: "${id}" is on line ${earlier} already`);
    else if (place === undefined) problems.push(`line ${line}, column label: ${complaint(label)}`);
    else places[position] = place;
  }
  const missing = [...positions.keys()].filter((id) => !seen.has(id));
  return { places, problems: [...problems, ...missing.map((id) => `the row with id "${id}" is missing`)] };
}

function rowIdOf(draw: string, position: number): string {
  return `${draw}-${String(position + 1).padStart(4, '0')}`;
}

function placeOf(label: string, labels: readonly string[]): number | undefined {
  const given = label.trim();
  const exactly = labels.indexOf(given);
  const nearly = labels.findIndex((one) => one.toLowerCase() === given.toLowerCase());
  return [exactly, nearly].find((place) => place !== -1);
}

function complaint(label: string): string {
  return label.trim() === '' ? 'empty' : `${JSON.stringify(label)} is no label`;
}
