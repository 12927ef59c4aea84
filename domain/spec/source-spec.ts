import { z } from 'zod';
import { splits } from '../data/sample.ts';
import { HubKeys } from './hub-keys.ts';
import { kindOfFile, type TableKind, tableKinds } from './table-kinds.ts';

/** What data may be: tables, conversations in OpenAI's format for fine-tuning, folders, or tables of a data set on a hub. */
export const sourceKinds = [...tableKinds, 'chat', 'imagefolder', 'folder', 'hub'] as const;
export type SourceKind = (typeof sourceKinds)[number];

/** Where the splits of a data set are, and how their files are read. */
export interface SourceSpec {
  kind: SourceKind;
  train?: string | undefined;
  validation?: string | undefined;
  test?: string | undefined;
  unlabelled?: string | undefined;
  all?: string | undefined;
  delimiter?: string | undefined;
  encoding?: string | undefined;
  maxLine?: number | undefined;
  name?: string | undefined;
  config?: string | undefined;
  revision?: string | undefined;
  hubUrl?: string | undefined;
  xet?: 'off' | undefined;
}

const Files = z
  .string()
  .min(1)
  .describe(
    'a file below `TEMPERA_DATA`, several by `*`, or a folder ([data.md](data.md#a-folder)); of a hub the name of one of its splits',
  );

/** The files of a data set, all of one kind. */
export const Source = z
  .strictObject({
    kind: z
      .enum(sourceKinds)
      .optional()
      .describe(
        'of the files; default: what their endings say, or else `folder`, which looks at what each folder holds. `imagefolder` are pictures with `metadata.csv` or `.jsonl`, or in a folder a class; `chat` are JSON Lines as OpenAI trains on them: the last turn of the assistant is the target, all before it is asked as it stands. `hub` is a data set on Hugging Face’s hub or one that speaks like it ([data.md](data.md#a-data-set-on-a-hub))',
      ),
    train: Files.optional(),
    validation: Files.optional(),
    test: Files.optional(),
    unlabelled: Files.optional().describe('rows without answers, for `tempera capture`'),
    all: Files.optional().describe('rows of several splits, which `data.split` tells apart'),
    delimiter: z
      .string()
      .regex(/^[^"\r\n]$/u, 'one character, and no quote')
      .optional()
      .describe('of CSV; default: the one of comma, semicolon, tab and bar that its first records tell'),
    encoding: z
      .string()
      .refine(isEncoding, 'no such encoding; names are those of the web, such as windows-1252, utf-16le, shift_jis')
      .optional()
      .describe('of CSV and JSON Lines; default: UTF-8'),
    maxLine: z
      .int()
      .positive()
      .optional()
      .describe('bytes that a line of JSON or a record of CSV may have; default: 64 MB'),
    ...HubKeys,
  })
  .superRefine((source, context) => {
    const kinds = kindsOf(source);
    if (source.kind === undefined && kinds.length > 1) {
      const message = `its files are of several kinds (${kinds.join(', ')}). Name files of one kind`;
      context.addIssue({ code: 'custom', path: ['kind'], message });
    }
    const kind = kindOf(source);
    if (kind === 'hub' && source.name === undefined) {
      context.addIssue({ code: 'custom', path: ['name'], message: 'expected the data set on the hub, as owner/name' });
    }
    for (const [key, kindsOfKey] of Object.entries(keysOfKinds)) {
      if (source[key as keyof SourceSpec] === undefined || kindsOfKey.includes(kind)) continue;
      context.addIssue({ code: 'custom', path: [key], message: `is for ${kindsOfKey.join(' and ')}, not for ${kind}` });
    }
  })
  .transform(({ kind, ...source }): SourceSpec => ({ kind: kindOf({ kind, ...source }), ...source }));

const keysOfKinds: Readonly<Record<string, readonly SourceKind[]>> = {
  delimiter: ['csv', 'imagefolder', 'folder', 'hub'],
  encoding: ['csv', 'jsonl', 'imagefolder', 'folder', 'hub'],
  maxLine: ['csv', 'jsonl', 'chat', 'imagefolder', 'folder', 'hub'],
  ...Object.fromEntries(Object.keys(HubKeys).map((key) => [key, ['hub']])),
};

type Named = Omit<SourceSpec, 'kind'> & { kind?: SourceKind | undefined };

/** A pattern without an ending names Parquet files, as it always has; a name without one may be a folder. */
function kindOf(source: Named): SourceKind {
  const isPattern = [...splits, 'all' as const].some((part) => /[*?[{]/.test(source[part] ?? ''));
  return source.kind ?? kindsOf(source)[0] ?? (isPattern ? 'parquet' : 'folder');
}

/** The kinds that the files' endings say. */
function kindsOf(source: Omit<SourceSpec, 'kind'>): TableKind[] {
  const kinds = [...splits, 'all' as const]
    .map((part) => kindOfFile(source[part] ?? ''))
    .filter((kind) => kind !== undefined);
  return [...new Set(kinds)];
}

function isEncoding(name: string): boolean {
  try {
    new TextDecoder(name);
    return true;
  } catch {
    return false;
  }
}
