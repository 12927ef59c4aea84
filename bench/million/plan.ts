import { choose } from '../../preparing/read-split.ts';
import { openSource } from '../../sources/open-source.ts';
import { splitSource } from '../../sources/split-source.ts';
import { printMeasured } from './measured.ts';
import { specOf } from './spec.ts';

/** Splits all rows by shares and clusters, shuffles each split, and says which thousand rows of each are taken. */

const [folder = '', kind = ''] = process.argv.slice(2);
const spec = specOf({
  source: { all: `rows.${kind}` },
  columns: { question: 'question', answer: 'answer', cluster: 'customer', image: null },
  split: { shares: { train: 0.8, test: 0.2 } },
  take: { train: 1000, test: 1000 },
});

await printMeasured(async () => {
  const opened = openSource(folder, spec.data);
  const source = await splitSource(opened, spec.data, async () => undefined);
  let rows = 0;
  for (const split of ['train', 'test'] as const) {
    rows += await source.count(split);
    await choose(split, spec, source);
  }
  await source.close();
  return rows;
});
