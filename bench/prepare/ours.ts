import { prepareInto } from '../../preparing/preview.ts';
import { printMeasured } from './measured.ts';
import { benchSpec } from './spec.ts';

const [data = '', out = ''] = process.argv.slice(2);
const spec = await benchSpec(data);

await printMeasured(out, async () => {
  const { counts } = (await prepareInto(spec, data, out)).dataset;
  return { rows: Object.values(counts).reduce((sum, { rows }) => sum + rows, 0) };
});
