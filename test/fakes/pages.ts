import { readFile } from 'node:fs/promises';
import { drawCharts } from '../../domain/report/charts/charts.ts';
import { createSelection } from '../../domain/report/chosen/selection.ts';
import { htmlPage } from '../../domain/report/page/page.ts';
import { type MadeReport, reportOf } from './reports.ts';
import { gradedSamples, sampleOf, specOf } from './samples.ts';

const script = new URL('../../domain/report/page/browse.js', import.meta.url);

/** The whole page of a report of made-up answers, as a run writes it, its script with it. */
export async function pageOf(made: Required<Pick<MadeReport, 'answers'>> & MadeReport, thumbnails = new Map()) {
  const { answers, spec = specOf(), own = () => ({}), ratings } = made;
  const count = Math.max(...Object.values(answers).map(({ length }) => length));
  const samples = Array.from({ length: count }, (_, row) => sampleOf(row, own(row)));
  const selection = createSelection(spec);
  for (const graded of gradedSamples(samples, answers, { judge: spec.judge, ratings })) selection.add(graded);
  const report = reportOf(made);
  return htmlPage(report, drawCharts(report), thumbnails, {
    selected: selection.selected(),
    script: await readFile(script, 'utf8'),
  });
}
