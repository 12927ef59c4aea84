import { parseDocument } from 'yaml';
import { z } from 'zod';

const Paths = z.union([z.string(), z.array(z.string())]);

/** Configurations as the head of a data set's README.md lists them. */
const Configs = z.array(
  z.looseObject({
    config_name: z.coerce.string(),
    default: z.boolean().optional(),
    data_dir: z.string().optional(),
    data_files: z
      .union([Paths, z.array(z.object({ split: z.coerce.string(), path: Paths })), z.record(z.string(), Paths)])
      .optional(),
  }),
);

/** A configuration of a card: where its splits lie, by patterns; without them the names of its files say it. */
export interface CardConfig {
  name: string;
  isDefault: boolean;
  /** A folder that its patterns start from; empty: the top one. */
  folder: string;
  splits?: ReadonlyMap<string, readonly string[]>;
}

/** The configurations that a README.md lists in its head; none where it lists none or cannot be read. */
export function configsOfCard(readme: string): CardConfig[] {
  const [, head] = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)^---[ \t]*$/m.exec(readme) ?? [];
  if (head === undefined) return [];
  const card = z.looseObject({ configs: Configs }).safeParse(headAsRead(head));
  return card.success ? card.data.configs.map(readConfig) : [];
}

function headAsRead(yaml: string): unknown {
  // To look for keys that are given twice takes hours of a head that tries to; of two, Python has the last one, too.
  const document = parseDocument(yaml, { logLevel: 'silent', uniqueKeys: false });
  if (document.errors.length > 0) return undefined;
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch {
    // Aliases of aliases would fill the memory.
    return undefined;
  }
}

function readConfig({ config_name, data_dir, data_files, ...config }: z.output<typeof Configs>[number]): CardConfig {
  return {
    name: config_name,
    isDefault: config.default ?? config_name === 'default',
    folder: (data_dir ?? '').replace(/^(?:\.\/)+|\/+$/g, ''),
    ...(data_files !== undefined && { splits: splitsOf(data_files) }),
  };
}

type DataFiles = NonNullable<z.output<typeof Configs>[number]['data_files']>;

/** Files without a split are those of `train`. */
function splitsOf(files: DataFiles): Map<string, string[]> {
  if (typeof files === 'string') return new Map([['train', [files]]]);
  if (!Array.isArray(files)) return new Map(Object.entries(files).map(([split, paths]) => [split, [paths].flat()]));
  const named = files.filter((file) => typeof file === 'object');
  if (named.length === 0) return new Map([['train', files.filter((file) => typeof file === 'string')]]);
  return new Map(named.map(({ split, path }) => [split, [path].flat()]));
}
