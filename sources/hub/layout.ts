import { kindOfFile, type TableKind } from '../../domain/spec/table-kinds.ts';
import type { CardConfig } from './card.ts';
import { isHiddenFrom, pathsMatching } from './patterns.ts';

/** The paths of a configuration's tables, split by split. */
export type Splits = ReadonlyMap<string, readonly string[]>;

/** Where the tables of a data set lie: by its configurations, the one to take by default first among them. */
export interface Layout {
  configs: ReadonlyMap<string, Splits>;
  /** Absent where several might be meant. */
  usual?: string;
}

/**
 * Where the tables of a repository lie, as `datasets` finds them: by the configurations of its card, or else by the names of
 * its files. Undefined where it has a loading script, or no tables: then the hub's own conversion has them.
 */
export function layoutOf(
  repository: string,
  paths: readonly string[],
  card: readonly CardConfig[],
): Layout | undefined {
  if (paths.includes(`${repository.split('/')[1]}.py`)) return undefined;
  const configs = new Map<string, Splits>();
  const wanted = card.length > 0 ? card : [{ name: 'default', isDefault: true, folder: '' }];
  for (const config of wanted) {
    const splits = tablesOf(paths, config);
    if (splits.size > 0) configs.set(config.name, splits);
  }
  if (configs.size === 0) return undefined;
  return { configs, ...usualOf(configs, wanted.find(({ isDefault }) => isDefault)?.name) };
}

/** The branch that the hub converts data sets on: `config/split/0000.parquet`. */
export function layoutOfConversion(paths: readonly string[]): Layout {
  const configs = new Map<string, Map<string, string[]>>();
  for (const path of [...paths].sort()) {
    const [config, split, file, ...deeper] = path.split('/');
    if (!config || !split || !file?.endsWith('.parquet') || deeper.length > 0) continue;
    const splits = configs.get(config) ?? new Map<string, string[]>();
    configs.set(config, splits.set(split, [...(splits.get(split) ?? []), path]));
  }
  return { configs, ...usualOf(configs, configs.has('default') ? 'default' : undefined) };
}

function usualOf(configs: ReadonlyMap<string, Splits>, named: string | undefined): Pick<Layout, 'usual'> {
  if (named !== undefined && configs.has(named)) return { usual: named };
  const [only, ...others] = configs.keys();
  return only !== undefined && others.length === 0 ? { usual: only } : {};
}

function tablesOf(paths: readonly string[], { folder, splits }: CardConfig): Splits {
  const within = folder === '' ? '' : `${folder}/`;
  const below = paths.filter((path) => path.startsWith(within)).map((path) => path.slice(within.length));
  const found = splits ? byPatterns(below, splits) : byNames(below);
  const kind = commonestKind([...found.values()].flat());
  const tables = [...found].map(([split, files]): [string, string[]] => [
    split,
    files.filter((file) => kind !== undefined && kindOfFile(file) === kind).map((file) => within + file),
  ]);
  return new Map(tables.filter(([, files]) => files.length > 0));
}

function byPatterns(paths: readonly string[], splits: ReadonlyMap<string, readonly string[]>): Splits {
  const matching = (patterns: readonly string[]) => [
    ...new Set(patterns.flatMap((pattern) => pathsMatching(paths, pattern).filter((path) => !isIgnored(path)))),
  ];
  return new Map([...splits].map(([split, patterns]) => [split, matching(patterns)]));
}

/** What describes a data set, and is none of its files. */
function isIgnored(path: string): boolean {
  return /(?:^|\/)(?:README\.md|config\.json|dataset_infos?\.json|dataset_dict\.json|dummy_data\.zip)$/.test(path);
}

const separator = '[-._ 0-9]';
const keywords = {
  train: ['train', 'training'],
  validation: ['validation', 'valid', 'dev', 'val'],
  test: ['test', 'testing', 'eval', 'evaluation'],
};

/** Where a word stands in a folder's name, and where in a file's, one after another. */
const ofFolder = (word: string) => [
  `^${word}$`,
  `^${word}${separator}`,
  `${separator}${word}$`,
  `${separator}${word}${separator}`,
];
const ofFile = (word: string) => [`^${word}${separator}`, `${separator}${word}${separator}`];

/** By the first of these rules that finds anything: shards in `data/`, folders, names of files, everything as `train`. */
function byNames(paths: readonly string[]): Map<string, readonly string[]> {
  const plain = paths.filter((path) => !isIgnored(path) && !isHiddenFrom(path, '')).sort();
  const rules = [
    () => shardsOf(plain),
    () => byKeyword(plain, ofFolder, (path) => path.split('/').slice(0, -1)),
    () => byKeyword(plain, ofFile, (path) => path.split('/').slice(-1)),
  ];
  for (const rule of rules) {
    const found = rule();
    if (found.size > 0) return found;
  }
  return new Map([['train', plain]]);
}

function byKeyword(
  paths: readonly string[],
  places: (word: string) => string[],
  namesOf: (path: string) => string[],
): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [split, words] of Object.entries(keywords)) {
    const expressions = words.flatMap(places).map((expression) => new RegExp(expression));
    const files = expressions.flatMap((one) => paths.filter((path) => namesOf(path).some((name) => one.test(name))));
    if (files.length > 0) found.set(split, [...new Set(files)]);
  }
  return found;
}

function shardsOf(paths: readonly string[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const path of [...paths].sort()) {
    const [, split] = /^data\/([^/]+)-\d{5}-of-\d{5}[^/]*\.[^/]*$/.exec(path) ?? [];
    if (split !== undefined) found.set(split, [...(found.get(split) ?? []), path]);
  }
  return found;
}

const others =
  /\.(?:jpe?g|png|gif|bmp|webp|tiff?|wav|mp3|flac|ogg|m4a|opus|mp4|mkv|avi|mov|txt|xml|pdf|arrow|zip|tar|gz|zst|bz2|xz)$/i;

/** The kind that most files are of; undefined where most are no tables, such as images beside a table of their names. */
function commonestKind(paths: readonly string[]): TableKind | undefined {
  const counts = new Map<TableKind | undefined, number>();
  for (const path of paths) {
    const kind = kindOfFile(path);
    if (kind !== undefined || others.test(path)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts].sort(([, one], [, other]) => other - one)[0]?.[0];
}
