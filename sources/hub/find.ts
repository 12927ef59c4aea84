import { type Split, splits } from '../../domain/data/sample.ts';
import type { SourceSpec } from '../../domain/spec/source-spec.ts';
import { InputError, type Part, type SourceFile } from '../source.ts';
import { configsOfCard } from './card.ts';
import { type Layout, layoutOf, layoutOfConversion, type Splits } from './layout.ts';
import type { HubFile, Repository } from './repository.ts';

/** A file that a source needs. */
export interface Needed {
  part: Part;
  file: HubFile;
}

/** What a source needs of a data set, at one commit. */
export interface Found {
  commit: string;
  files: Needed[];
}

type SetName = Pick<SourceSpec, 'name' | 'config' | 'revision'>;

/** Where the hub puts what it has made Parquet of. */
const conversion = 'refs/convert/parquet';

/** The files of a data set at a commit, and which are whose of a configuration's splits. */
export interface FoundSplits {
  commit: string;
  files: HubFile[];
  splits: Splits;
}

/** Finds the files of the splits that a source names, by what describes the data set alone. */
export async function findFiles(repository: Repository, source: SourceSpec): Promise<Found> {
  const { commit, files, splits } = await findSplits(repository, source);
  return { commit, files: neededOf(files, splits, source) };
}

/** Finds all splits of the configuration that a source names, or of the usual one. */
export async function findSplits(repository: Repository, source: SetName): Promise<FoundSplits> {
  const commit = await repository.commitOf(source.revision ?? 'main');
  const files = await repository.filesAt(commit);
  const paths = files.map(({ path }) => path);
  const card = paths.includes('README.md') ? configsOfCard(await repository.textOf(commit, 'README.md')) : [];
  const layout = layoutOf(source.name ?? '', paths, card);
  if (!layout) return findConverted(repository, source, commit);
  return { commit, files, splits: splitsOf(layout, source) };
}

/** What the hub has made of a data set with a loading script, or without tables. */
async function findConverted(repository: Repository, source: SetName, commit: string): Promise<FoundSplits> {
  const set = `data set ${JSON.stringify(source.name)}`;
  const why = `${set} has a loading script, or no tables (Parquet, CSV, JSON Lines)`;
  if (source.revision !== undefined && commit !== (await repository.commitOf('main'))) {
    throw new InputError(
      `${why} at revision ${JSON.stringify(source.revision)}, and the hub converts its newest one alone. Leave data.source.revision out.`,
    );
  }
  const converted = await repository.commitOf(conversion).catch((error: unknown) => {
    if (!(error instanceof InputError) || !/has no revision/.test(error.message)) throw error;
    throw new InputError(
      `${why}, and the hub has not converted it (${conversion}). Download it, and make Parquet of it.`,
    );
  });
  const files = await repository.filesAt(converted);
  const splits = splitsOf(layoutOfConversion(files.map(({ path }) => path)), source);
  return { commit: converted, files, splits };
}

function splitsOf({ configs, usual }: Layout, { name, config }: SetName): Splits {
  const splits = configs.get(config ?? usual ?? '');
  if (splits) return splits;
  const there = [...configs.keys()].join(', ') || 'none';
  const set = `data set ${JSON.stringify(name)}`;
  throw new InputError(
    config === undefined
      ? `${set} has several configurations. Name one of them under data.source.config: ${there}.`
      : `${set} has no configuration ${JSON.stringify(config)}. It has: ${there}.`,
  );
}

function neededOf(files: readonly HubFile[], there: Splits, source: SourceSpec): Needed[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  return partsOf(source).flatMap(([part, split]) => {
    const paths = there.get(split);
    if (!paths) throw noSplit(part, split, there, source);
    return paths.map((path) => ({ part, file: byPath.get(path) as HubFile }));
  });
}

/** The splits that a source names, by what they are to become. */
function partsOf(source: SourceSpec): [Part, string][] {
  const parts: readonly (Split | 'all')[] = [...splits, 'all'];
  return parts.flatMap((part) => (source[part] === undefined ? [] : [[part, source[part]] as [Part, string]]));
}

function noSplit(part: Part, split: string, there: Splits, { name }: SourceSpec): InputError {
  const partial = there.has(`partial-${split}`)
    ? ' The hub has converted only a part of it, which would be another data set.'
    : '';
  return new InputError(
    `data set ${JSON.stringify(name)} has no split ${JSON.stringify(split)}.${partial} Name one of its own under data.source.${part}: ${[...there.keys()].join(', ')}.`,
  );
}

/** How a file of a hub is called wherever it is pinned: with its data set and commit. */
export function nameOf(repository: string, commit: string, path: string): string {
  return `${repository}@${commit}/${path}`;
}

/** What a run was begun with, of files that it pinned; undefined where it has pinned none of a hub. */
export function pinnedFiles(repository: string, pinned: readonly SourceFile[] = []): Found | undefined {
  const files: Needed[] = [];
  let commit: string | undefined;
  for (const { path, split, bytes, sha256 } of pinned) {
    const [, name, at, within] = /^(.+?)@([0-9a-f]{40})\/(.+)$/s.exec(path) ?? [];
    // Beside the files of the hub stand images that they name.
    if (name !== repository || at === undefined || within === undefined) continue;
    commit = at;
    files.push({ part: split, file: { path: within, bytes, sha256 } });
  }
  return commit === undefined ? undefined : { commit, files };
}
