import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach } from '@jest/globals';
import { type DataFile, openDataFile } from '../../../sources/data-file.ts';
import { openTable, type TableOptions } from '../../../sources/tables/open-table.ts';
import type { Selection, Table, TableRecord } from '../../../sources/tables/table.ts';

/** Tables of files that are closed and removed after each test. */
export function tablesOfTests() {
  const open: DataFile[] = [];
  const folders: string[] = [];
  afterEach(async () => {
    for (const file of open.splice(0)) await file.close();
    for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
  });

  async function folderOf(): Promise<string> {
    const folder = await mkdtemp(path.join(tmpdir(), 'tempera-tables-'));
    folders.push(folder);
    return folder;
  }

  async function openAt(file: string, options?: TableOptions): Promise<Table> {
    const opened = await openDataFile(file, path.basename(file));
    open.push(opened);
    return openTable(opened, options);
  }

  async function tableOf(content: string | Uint8Array, name: string, options?: TableOptions): Promise<Table> {
    const file = path.join(await folderOf(), name);
    await writeFile(file, content);
    return openAt(file, options);
  }

  async function recordsOf(
    content: string | Uint8Array,
    name: string,
    options?: TableOptions,
    selection?: Selection,
  ): Promise<TableRecord[]> {
    const table = await tableOf(content, name, options);
    return Array.fromAsync(table.records(selection));
  }

  return { folderOf, openAt, tableOf, recordsOf };
}
