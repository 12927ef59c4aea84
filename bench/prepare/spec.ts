import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadSpec } from '../../client/program/spec-file.ts';
import type { RunSpec } from '../../domain/spec/run-spec.ts';

/** Whether a data folder holds the real covers. */
export function hasCovers(data: string): boolean {
  return existsSync(path.join(data, 'covers-parquet'));
}

/**
 * The spec over the real covers, or over the rendered ones where there are none, with every row among the lines, since a
 * plain loop leaves none out.
 */
export async function benchSpec(data: string): Promise<RunSpec> {
  const example = hasCovers(data) ? 'covers/covers.yaml' : 'demo/demo.yaml';
  const spec = await loadSpec(fileURLToPath(new URL(`../../examples/${example}`, import.meta.url)));
  if (!spec.fineTune) throw new Error(`${example} no longer fine-tunes`);
  return { ...spec, fineTune: { ...spec.fineTune, keepLeakyLines: true } };
}
