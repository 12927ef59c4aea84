import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { seededRandom, shuffled } from '../packages/sandbox/learning/chance.ts';
import { openOcr } from '../packages/sandbox/reading/ocr.ts';
import { type Answerer, base, baseInTitleCase, mostFrequentOf, permuted, tunedOn } from './sandbox/answerers.ts';
import { type CoverExample, coverRows, QUESTION_TYPES, readCovers, type SetName } from './sandbox/covers.ts';
import { exact, gain, type Metric, meanScore, normalisedMatch, wordF1 } from './sandbox/score.ts';

/** Prints what the sandbox learns from 10, 30 and 98 real covers, beside what needs no learning. */

const { values } = parseArgs({
  options: { data: { type: 'string', default: '../shared/data' }, on: { type: 'string', default: 'test' } },
});
const METRICS: readonly Metric[] = [exact, normalisedMatch, wordF1];
const covers = join(values.data, 'covers');
const [trainRows, testRows] = [coverRows(covers, 'train'), coverRows(covers, values.on as SetName)];
if (trainRows === undefined || testRows === undefined) {
  console.error(`No covers in ${covers}: name the folder that holds them with --data DIR.`);
  process.exit(2);
}

const ocr = openOcr();
// The rows are in the order of authors' names: fewer books must be drawn, not cut off.
const drawn = shuffled(trainRows, seededRandom(1));
const [train, test] = [await readCovers(covers, drawn, ocr), (await readCovers(covers, testRows, ocr)).flat()];
await ocr.close();

console.log(`${test.length} questions on ${testRows.length} ${values.on} covers; exact / normalised / word F1, in %\n`);
table({ 'base, as printed': base, 'base, Title Case': baseInTitleCase });
for (const books of [10, 30, 98]) {
  const training = train.slice(0, books).flat();
  const [tuned, shuffled] = [tunedOn(training), tunedOn(permuted(training))];
  table({
    [`most frequent of ${books}`]: mostFrequentOf(training),
    [`tuned on ${books}`]: tuned,
    [`tuned on ${books}, permuted`]: shuffled,
  });
  gains(`tuned on ${books} − base`, tuned, base);
  gains(`tuned on ${books} − base, Title Case`, tuned, baseInTitleCase);
  gains(`permuted ${books} − base`, shuffled, base);
}

function table(answerers: Record<string, Answerer>): void {
  for (const [name, answerer] of Object.entries(answerers)) {
    const cells = parts().map(([label, examples]) => `${label} ${scores(answerer, examples)}`);
    console.log(`${name.padEnd(24)} ${cells.join(' · ')}`);
  }
}

function gains(name: string, answerer: Answerer, against: Answerer): void {
  for (const [label, metric] of [
    ['exact', exact],
    ['normalised', normalisedMatch],
  ] as const) {
    const cells = parts().map(([part, examples]) => {
      const { mean, interval } = gain(answerer, against, metric, examples);
      const range =
        interval === undefined ? 'too few covers' : `${points(interval.lower)} to ${points(interval.upper)}`;
      return `${part} ${points(mean)} (${range})`;
    });
    console.log(`  ${`${name}, ${label}`.padEnd(48)} ${cells.join(' · ')}`);
  }
  console.log();
}

/** All questions, and those of each type and each source. */
function parts(): [string, CoverExample[]][] {
  return [
    ['all', test],
    ...QUESTION_TYPES.map((type): [string, CoverExample[]] => [type, test.filter((example) => example.type === type)]),
    ...(['Standard Ebooks', 'Gutenberg'] as const).map((source): [string, CoverExample[]] => [
      source,
      test.filter((example) => example.source === source),
    ]),
  ];
}

function scores(answerer: Answerer, examples: CoverExample[]): string {
  return METRICS.map((metric) => Math.round(100 * meanScore(answerer, metric, examples))).join('/');
}

function points(share: number): string {
  return `${share < 0 ? '−' : '+'}${Math.abs(100 * share).toFixed(1)}`;
}
