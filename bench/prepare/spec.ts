import { fileURLToPath } from 'node:url';
import { loadSpec } from '../../client/spec-file.ts';
import type { RunSpec } from '../../domain/run-spec.ts';

/** The spec over the real covers, with every row among the lines, since a plain loop leaves none out. */
export async function benchSpec(): Promise<RunSpec> {
  const spec = await loadSpec(fileURLToPath(new URL('../../examples/covers/covers.yaml', import.meta.url)));
  if (!spec.fineTune) throw new Error('the spec over the covers no longer fine-tunes');
  return { ...spec, fineTune: { ...spec.fineTune, keepLeakyLines: true } };
}
