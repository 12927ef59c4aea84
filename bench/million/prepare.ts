import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { prepareInto } from '../../preparing/preview.ts';
import { printMeasured } from './measured.ts';
import { specOf } from './spec.ts';

/** Prepares all rows to be asked. */

const [folder = '', kind = ''] = process.argv.slice(2);
const out = await mkdtemp(path.join(folder, 'out-'));
try {
  await printMeasured(async () => {
    const { dataset } = await prepareInto(specOf({ source: { test: `rows.${kind}` } }), folder, out);
    return dataset.counts.test?.rows ?? 0;
  });
} finally {
  await rm(out, { recursive: true });
}
