import { parseArgs } from 'node:util';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { labelledAnswers } from '../domain/calibration/calibration.ts';
import { drawAnswers, type RatedAnswer } from '../domain/calibration/draw.ts';
import {
  confusionOf,
  kappaInterval,
  linearKappa,
  type RatedPair,
  resampledKappas,
} from '../domain/statistics/kappa.ts';

/**
 * Prints how often the interval of kappa lies above or below the truth: calibrations of made-up runs, from the stratified
 * draw of 100 answers to the interval. Beside it the lower end that percentiles of the same bootstrap would give.
 */

const { values } = parseArgs({
  options: { repetitions: { type: 'string', default: '1000' }, json: { type: 'boolean', default: false } },
});
const repetitions = Number(values.repetitions);

const labels = ['same', 'close', 'core', 'wrong'];
/** Up to which share of the judge's labels each place goes. */
const habits = [0.6, 0.75, 0.85, 1];
const questions = 3;
const alikeWithin = 0.3;
const alpha = 0.05;
const random = xoroshiro128plus(7);
const chance = () => uniformFloat64(random);

const cells = [30, 60, 200].flatMap((images) => [0.7, 0.9, 0.97].map((agreeing) => ({ images, agreeing })));
const results = cells.map(({ images, agreeing }) => {
  const truth = kappaOf(pairsOf(madeRun(50_000, agreeing)));
  const counts = { above: 0, below: 0, percentilesAbove: 0, width: 0 };
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const run = madeRun(images, agreeing);
    const draw = drawAnswers(
      run.map(({ rated }) => rated),
      labels,
      Math.min(100, images * questions),
      repetition,
    );
    const places = draw.items.map(({ answer }) => Number(answer.split(' ')[1]));
    const pairs = labelledAnswers(draw, places);
    const interval = kappaInterval(pairs, labels.length, alpha);
    if (!interval) throw new Error(`${images} images gave no interval`);
    counts.above += Number(interval.lower > truth);
    counts.below += Number(interval.upper < truth);
    counts.width += (interval.upper - interval.lower) / repetitions;
    counts.percentilesAbove += Number(lowerPercentile(pairs) > truth);
  }
  return { images, agreeing, kappa: truth, ...counts };
});

if (values.json) console.log(JSON.stringify({ repetitions, results }, null, 2));
else {
  console.log(
    '| images | kappa | lower end above the truth | upper end below it | mean width | percentiles: lower end above |',
  );
  console.log('|---:|---:|---:|---:|---:|---:|');
  for (const { images, kappa, above, below, width, percentilesAbove } of results) {
    const shares = [above, below].map(share);
    console.log(
      `| ${images} | ${kappa.toFixed(2)} | ${shares.join(' | ')} | ${width.toFixed(2)} | ${share(percentilesAbove)} |`,
    );
  }
}

function share(count: number): string {
  return `${((100 * count) / repetitions).toFixed(1)} %`;
}

/** Questions of so many images with the judge's label and, hidden in the answer, the person's place. */
function madeRun(images: number, agreeing: number): { rated: RatedAnswer; one: number; other: number }[] {
  return Array.from({ length: images }, (_, image) => {
    const own = madePair(agreeing);
    return Array.from({ length: questions }, (_unused, question) => {
      const [one, other] = chance() < alikeWithin ? own : madePair(agreeing);
      return { rated: answerOf(`${image}`, question, one, other), one, other };
    });
  }).flat();
}

/** The judge's place and the person's: the same, else mostly one step apart. */
function madePair(agreeing: number): [one: number, other: number] {
  const drawn = chance();
  const one = habits.findIndex((upTo) => drawn < upTo);
  if (chance() < agreeing) return [one, one];
  const step = chance() < 0.5 ? 1 : -1;
  return [one, chance() < 2 / 3 ? Math.min(3, Math.max(0, one + step)) : Math.floor(4 * chance())];
}

function answerOf(image: string, question: number, one: number, other: number): RatedAnswer {
  const id = `${image}-${question}`;
  const picture = { sha256: image, bytes: 0, mediaType: 'image/jpeg' as const, width: 1, height: 1 };
  const sample = { id, cluster: image, question: id, targets: [], images: [picture] };
  return { candidate: 'base', sample, repeat: 0, answer: `${id} ${other}`, label: labels[one] ?? '', itemId: id };
}

function pairsOf(run: ReturnType<typeof madeRun>): RatedPair[] {
  return run.map(({ rated, one, other }) => ({ cluster: rated.sample.cluster, one, other, weight: 1 }));
}

function kappaOf(pairs: readonly RatedPair[]): number {
  return linearKappa(confusionOf(pairs, labels.length)) ?? Number.NaN;
}

/** What lies below alpha/2 of the resamples, were that the lower end. */
function lowerPercentile(pairs: readonly RatedPair[]): number {
  const clusters = [...Map.groupBy(pairs, ({ cluster }) => cluster).values()];
  const kappas = resampledKappas(clusters, labels.length).sort((a, b) => a - b);
  return kappas[Math.floor((alpha / 2) * kappas.length)] ?? Number.NaN;
}
