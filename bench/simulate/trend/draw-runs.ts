import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { TestedRun } from '../../../domain/trend/segments.ts';

import type { World } from './worlds.ts';

/** Of the images whose answers are always the same, those that are right at first. */
const share = 0.8;

/** Draws the runs of one schedule. */
export function drawRuns(world: World, count: number, seed: number): TestedRun[] {
  const generator = xoroshiro128plus(seed);
  const chance = () => uniformFloat64(generator);
  const { images, random = 0, wobble = 0, falls = 0, replaced = 0, servedFor = count } = world;
  const clusters = Array.from({ length: images }, (_, image) => image);
  const isRandom = clusters.map(() => chance() < random);
  const own = clusters.map((_, image) => (isRandom[image] ? chance() : Number(chance() < share)));
  return Array.from({ length: count }, (_, run): TestedRun => {
    if (run > 0) turn(own, isRandom, { falls, replaced }, chance);
    const shift = random > 0 ? (wobble * normal(chance)) / random : 0;
    const scores = Float64Array.from(own, (p, image) => Number(chance() < p + (isRandom[image] ? shift : 0)));
    return { run: `run-${run + 1}`, key: keyOf(Math.floor(run / servedFor)), clusters, scores };
  });
}

/** Turns answers that are always the same: either ones where the model is replaced, and right ones wrong where it falls. */
function turn(
  own: number[],
  isRandom: readonly boolean[],
  { falls, replaced }: { falls: number; replaced: number },
  chance: () => number,
): void {
  const those = (value: number) => [...own.keys()].filter((image) => !isRandom[image] && own[image] === value);
  const [right, wrong] = [those(1), those(0)];
  const turned = (replaced / 2) * own.length;
  for (const image of right) if (chance() < turned / right.length) own[image] = 0;
  for (const image of wrong) if (chance() < turned / wrong.length) own[image] = 1;
  for (let fallen = 0; fallen < falls * own.length; fallen++) {
    const left = those(1);
    const image = left[Math.floor(chance() * left.length)];
    if (image !== undefined) own[image] = 0;
  }
}

function normal(chance: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance());
}

function keyOf(model: number): TestedRun['key'] {
  return { models: `model-${model}`, requested: '', judges: '', setup: '', testSet: '', graders: '' };
}
