import type { KeyValue } from 'hyparquet';

/** Where the names of labels stand in a column: of its values, of those of a list, or of fields of a struct. */
export type LabelNames = readonly string[] | { [field: string]: LabelNames };

/** The names of the labels that Hugging Face's `ClassLabel` columns hold as numbers, by column, as the file's metadata has them. */
export function namesOfLabels(metadata: readonly KeyValue[] | undefined): Readonly<Record<string, LabelNames>> {
  const text = metadata?.find(({ key }) => key === 'huggingface')?.value;
  const names = namesIn(fieldsOf(fieldsOf(fieldsOf(parsed(text))['info'])['features']));
  return Array.isArray(names) ? {} : ((names ?? {}) as Record<string, LabelNames>);
}

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '{}');
  } catch {
    return {};
  }
}

function namesIn(feature: unknown): LabelNames | undefined {
  // A list is written as its feature in brackets, or with it as `feature`.
  if (Array.isArray(feature)) return namesIn(feature[0]);
  const fields = fieldsOf(feature);
  if (fields['_type'] === 'ClassLabel') return isTexts(fields['names']) ? fields['names'] : undefined;
  if (typeof fields['_type'] === 'string') return namesIn(fields['feature']);
  const found = Object.entries(fields).flatMap(([field, within]) => {
    const ofField = typeof within === 'object' ? namesIn(within) : undefined;
    return ofField ? [[field, ofField] as const] : [];
  });
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
