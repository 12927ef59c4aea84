import type { DataFile, Pictures } from '../data-file.ts';
import { InputError } from '../source.ts';
import type { Selection, Table, TableRecord } from '../tables/table.ts';

/**
 * The metadata of a folder of pictures, by the rules of an imagefolder of Hugging Face's `datasets`: `file_name` names the
 * picture that the column `image` shows, `x_file_name` that of `x`, and `file_names` the list of `images`. Without metadata,
 * `label` is the folder in which a picture lies.
 */
export function picturesTable(table: Table, file: DataFile, pictures: Pictures): Table {
  const isList = pictures.areClassed !== undefined;

  async function columns(): Promise<readonly string[] | undefined> {
    if (isList) return pictures.areClassed ? ['image', 'file_name', 'label'] : ['image', 'file_name'];
    const names = await table.columns();
    if (names === undefined) return undefined;
    const shown = names.flatMap((name) => pictureColumn(name) ?? []);
    if (shown.length > 0) return [...new Set([...shown, ...names])];
    throw new InputError(`${file.name} names no pictures: ${wanted}. It has ${names.join(', ')}.`);
  }

  async function* records(selection: Selection = {}): AsyncGenerator<TableRecord> {
    const { columns: asked, ...others } = selection;
    const within = asked && [...new Set(asked.flatMap((column) => [column, ...namesOf(column)]))];
    for await (const record of table.records({ ...others, ...(within && { columns: within }) })) {
      const values = shownIn(record.values, asked);
      const where = isList ? `${pictures.name}/${record.values['file_name'] ?? ''}` : record.where;
      yield { ...record, where, values };
    }
  }

  return { columns, count: () => table.count(), records };
}

const wanted = 'a column file_name, or one whose name ends with _file_name, is missing';

/** What the pictures are called that a column of metadata names; undefined for another column. */
export function pictureColumn(name: string): string | undefined {
  const [, prefix, several] = /^(?:(.+)_)?file_name(s?)$/.exec(name) ?? [];
  return several === undefined ? undefined : (prefix ?? (several ? 'images' : 'image'));
}

/** The columns of metadata that may name the pictures of a column. */
function namesOf(column: string): string[] {
  const own = column === 'image' ? ['file_name'] : column === 'images' ? ['file_names'] : [];
  return [...own, `${column}_file_name`, `${column}_file_names`];
}

/** The values by the names of the columns that are asked for, or of all. */
function shownIn(values: TableRecord['values'], asked: readonly string[] | undefined): Record<string, unknown> {
  const there = Object.keys(values).filter((name) => values[name] !== undefined);
  const shown = new Map(there.map((name) => [pictureColumn(name) ?? '', name]));
  const all = asked ?? [...new Set([...there, ...[...shown.keys()].filter((column) => column !== '')])];
  return Object.fromEntries(all.map((column) => [column, values[shown.get(column) ?? column]]));
}
