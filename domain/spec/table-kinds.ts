export const tableKinds = ['csv', 'jsonl', 'parquet', 'arrow'] as const;
export type TableKind = (typeof tableKinds)[number];

export function isTableKind(kind: string): kind is TableKind {
  return tableKinds.some((known) => known === kind);
}

const kindOfEnding: Readonly<Record<string, TableKind>> = {
  csv: 'csv',
  tsv: 'csv',
  jsonl: 'jsonl',
  ndjson: 'jsonl',
  json: 'jsonl',
  parquet: 'parquet',
  arrow: 'arrow',
  feather: 'arrow',
};

/** The kind that the ending of a file's name, or of a pattern of names, stands for. */
export function kindOfFile(name: string): TableKind | undefined {
  return kindOfEnding[/\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ''];
}
