import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { splits } from '../../domain/data/sample.ts';
import type { Files } from '../../domain/proposal/choose-splits.ts';
import type { NamedSource } from '../../domain/proposal/proposal.ts';
import { splitOfPath } from '../../domain/proposal/split-words.ts';
import { kindOfFile } from '../../domain/spec/table-kinds.ts';
import { ClientError } from '../program/client-error.ts';
import { patternOf } from './pattern.ts';

type Tables = Partial<Record<keyof Files, readonly string[]>>;

/** Folders below the one that is looked at in which tables are looked for. */
const deepest = 2;

/**
 * The tables of a folder by patterns: those in it, or else those in the folders below; undefined without any. `nameIn` is what
 * a spec calls a file. Throws a {@link ClientError} where it is not clear which are meant.
 */
export async function findTables(folder: string, nameIn: (file: string) => string): Promise<NamedSource | undefined> {
  let folders = [folder];
  for (let depth = 0; depth <= deepest; depth += 1) {
    const entries = (await Promise.all(folders.map(entriesOf))).flat();
    const tables = entries.filter(({ isFolder, name }) => !isFolder && isTable(name)).map(({ file }) => file);
    if (tables.length > 0) return named(tablesOf(folder, tables.sort()), nameIn);
    folders = entries.filter(({ isFolder }) => isFolder).map(({ file }) => file);
  }
  return undefined;
}

function named(tables: Tables, nameIn: (file: string) => string): NamedSource {
  const all = Object.values(tables).flat();
  const files = Object.entries(tables).map(([part, own]) => {
    const others = all.filter((file) => !own.includes(file));
    const pattern = patternOf(own.map(nameIn), others.map(nameIn));
    if (pattern === undefined) throw noPattern(own.map(nameIn));
    return [part, pattern];
  });
  return { files: Object.fromEntries(files) };
}

function noPattern(files: readonly string[]): ClientError {
  return new ClientError(
    'badInput',
    `No one pattern stands for ${files.slice(0, 5).join(', ')} and for nothing else there. Put them into a folder of their own.`,
  );
}

interface Entry {
  name: string;
  file: string;
  isFolder: boolean;
}

/** What is hidden, and what npm installs, is nobody's data. */
async function entriesOf(folder: string): Promise<Entry[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter(({ name }) => !name.startsWith('.') && name !== 'node_modules')
    .map((entry) => ({ name: entry.name, file: path.join(folder, entry.name), isFolder: entry.isDirectory() }));
}

/** A `.json` is as often a setting. */
function isTable(name: string): boolean {
  return kindOfFile(name) !== undefined && !/\.json$/i.test(name);
}

function tablesOf(folder: string, files: readonly string[]): Tables {
  const bySplit = Object.groupBy(files, (file) => splitOfPath(relative(folder, file)) ?? 'all');
  const { all = [], ...named } = bySplit;
  const hasSplits = named.train !== undefined && (named.test !== undefined || named.validation !== undefined);
  const tables: Tables = hasSplits ? named : { all: files };
  for (const part of [...splits, 'all'] as const) requireOne(folder, tables[part] ?? []);
  const kinds = new Set(Object.values(tables).flatMap((some) => some?.map(kindOfFile) ?? []));
  if (kinds.size > 1)
    throw unclear(
      folder,
      Object.values(tables).flatMap((some) => some ?? []),
    );
  return tables;
}

/** Several files are one table where they are numbered as its parts. */
function requireOne(folder: string, files: readonly string[]): void {
  const stems = new Set(files.map((file) => file.replaceAll(/\d+/g, '0')));
  if (files.length > 1 && stems.size > 1) throw unclear(folder, files);
}

function unclear(folder: string, files: readonly string[]): ClientError {
  const names = files.slice(0, 5).map((file) => JSON.stringify(relative(folder, file)));
  const more = files.length > 5 ? `, and ${files.length - 5} more` : '';
  return new ClientError(
    'badInput',
    `There are several tables: ${names.join(', ')}${more}. Say which: tempera init ${relative('.', files[0] ?? '')}`,
  );
}

function relative(folder: string, file: string): string {
  return path.relative(folder, file).split(path.sep).join('/');
}
