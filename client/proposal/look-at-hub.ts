import type { Files } from '../../domain/proposal/choose-splits.ts';
import type { DataLook, NamedSource, Reading } from '../../domain/proposal/proposal.ts';
import { splitOfValue } from '../../domain/proposal/split-words.ts';
import { namesOf, Undecided } from '../../domain/proposal/undecided.ts';
import { kindOfFile } from '../../domain/spec/table-kinds.ts';
import type { DataFile } from '../../sources/data-file.ts';
import { openRemote } from '../../sources/hub/open-remote.ts';
import { openTable } from '../../sources/tables/open-table.ts';
import { lookAtSource } from './look-at-source.ts';

/** Rows of a file on a hub that are looked at: its first ones, so that little is read. */
const mostRows = 2000;

/** Bytes of a file that is no Parquet, and so is read as a whole. */
const mostBytes = 20_000_000;

/** Looks at a data set on a hub, of which nothing is kept. Throws `InputError` and `Undecided`. */
export async function lookAtHub(name: string, reading: Reading, environment: NodeJS.ProcessEnv): Promise<DataLook> {
  const remote = await openRemote({ name }, { environment });
  try {
    const files = partsOf([...remote.splits.keys()]);
    const of = (part: keyof Files) => remote.splits.get(files[part] ?? '') ?? [];
    for (const part of Object.keys(files) as (keyof Files)[]) requireSmall(of(part)[0]);
    const source: NamedSource = { kind: 'hub', set: name, files };
    // The first file of a split stands for all of them.
    const opened = { of: async (part: keyof Files) => of(part).slice(0, 1) };
    const look = await lookAtSource(opened, { name: name.split('/')[1] ?? name, source, reading, mostRows });
    for (const part of Object.keys(files) as (keyof Files)[]) look.rows[part] = await countRows(of(part), reading);
    return look;
  } finally {
    await remote.close();
  }
}

/** The splits of a set by what they become; the only one of another name is dealt out. */
function partsOf(splits: readonly string[]): Files {
  const named = splits.map((split) => [splitOfValue(split), split] as const);
  const files: Files = Object.fromEntries(named.filter(([part]) => part !== undefined));
  if (files.train !== undefined && (files.test !== undefined || files.validation !== undefined)) return files;
  const only = files.train ?? (splits.length === 1 ? splits[0] : undefined);
  if (only !== undefined) return { all: only };
  const names = namesOf(splits.map((name) => ({ name })));
  throw new Undecided(
    `The data set has the splits ${names}, of which none is called after training. Write the spec yourself: data.source.train and test.`,
  );
}

function requireSmall(file: DataFile | undefined): void {
  if (!file || kindOfFile(file.path) === 'parquet' || file.bytes <= mostBytes) return;
  throw new Undecided(
    `${file.name} is no Parquet, and has ${Math.round(file.bytes / 1e6)} MB, too many to look at from here. Download it, and name the file.`,
  );
}

async function countRows(files: readonly DataFile[], reading: Reading): Promise<number> {
  let rows = 0;
  for (const file of files) rows += await openTable(file, reading).count();
  return rows;
}
