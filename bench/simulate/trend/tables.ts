import { table } from '../tables.ts';
import { failureOf, leastPower } from './limits.ts';
import { alpha, type WorldResult } from './simulate.ts';
import { lengths, type World } from './worlds.ts';

/** What came out of all worlds, as two Markdown tables. */
export function trendTables(results: readonly WorldResult[]): string {
  const steady = results.filter(({ world }) => !world.falls);
  const falling = results.filter(({ world }) => world.falls);
  return `Nothing falls: called worse, or what sign flips alone would have called so, at any look over ${lengths.steady} runs. At most ${100 * alpha} % may be called worse.

${table(
  ['images', 'what the runs are like', 'worse', 'sign flips alone', ''],
  steady.map((result) => [String(result.world.images), inWords(result.world), ...cellsOf(result)]),
)}

The score falls: called worse by run ${lengths.falling}.

${table(
  ['images', 'what the runs are like', 'points a run', 'worse', 'sign flips alone', 'at least', ''],
  falling.map((result) => {
    const [worse = '', alone = '', failure = ''] = cellsOf(result);
    const least = leastPower(result.world);
    const points = `−${100 * (result.world.falls ?? 0)}`;
    return [
      String(result.world.images),
      inWords(result.world),
      points,
      worse,
      alone,
      least === undefined ? '' : percent(least),
      failure,
    ];
  }),
)}`;
}

function cellsOf(result: WorldResult): string[] {
  const failure = failureOf(result);
  return [percent(result.worse), percent(result.bySamples), failure ? `**${failure}**` : ''];
}

function inWords({ random, replaced, wobble, servedFor }: World): string {
  return [
    random && `${100 * random} % of images answered at random`,
    replaced && `always the same answers, ${100 * replaced} % turned for good with each run`,
    wobble && `all images of a run share a wobble of ${100 * wobble} ${wobble === 0.01 ? 'point' : 'points'}`,
    servedFor && `another model as good every ${servedFor} runs`,
  ]
    .filter(Boolean)
    .join('; ');
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
