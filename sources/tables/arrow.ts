import type { DataFile } from '../data-file.ts';
import { namesOfLabels } from './class-labels.ts';
import { type FormatReader, openDecoded } from './decoded-table.ts';
import { labelReader } from './plain-value.ts';
import type { Table } from './table.ts';

/** The rows of an Arrow file, one record batch at a time; `patience` in seconds, see {@link openDecoded}. */
export function openArrow(file: DataFile, patience?: number): Table {
  return openDecoded(arrow, file, patience);
}

const arrow: FormatReader<'arrow'> = {
  format: 'arrow',
  layout({ columns, texts, embedded, batches }) {
    const labels = namesOfLabels(texts);
    return {
      readers: new Map(columns.map((name) => [name, labelReader(labels[name])])),
      groups: batches.map(({ rows }) => rows).filter((rows) => rows > 0),
      embeds: (column) => embedded.includes(column),
    };
  },
  wrong: (_name, why) => `${why || 'is not an Arrow file'}.`,
};
