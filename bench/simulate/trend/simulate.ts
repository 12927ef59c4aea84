import { trendOf } from '../../../domain/trend/trend.ts';
import { drawRuns } from './draw-runs.ts';
import { lengths, type World, worlds } from './worlds.ts';

export const alpha = 0.05;

/** What came out of the schedules of one world, as shares of them. */
export interface WorldResult {
  world: World;
  schedules: number;
  /** Some look said worse. */
  worse: number;
  /** Some look said worse or changed, as sign flips alone would have it. */
  bySamples: number;
}

/** Simulates schedules of one world; the same world and number of schedules give the same result. */
export function simulateTrend(world: World, schedules: number): WorldResult {
  const length = world.falls ? lengths.falling : lengths.steady;
  const seed = 1_000_003 * (1 + worlds.findIndex((one) => JSON.stringify(one) === JSON.stringify(world)));
  let [worse, bySamples] = [0, 0];
  for (let schedule = 0; schedule < schedules; schedule++) {
    const trend = trendOf(drawRuns(world, length, seed + schedule), { alpha, baselines: [] });
    const words = new Set(trend.segments.flatMap(({ looks }) => looks.map(({ word }) => word)));
    worse += Number(words.has('worse'));
    bySamples += Number(words.has('worse') || words.has('changed'));
  }
  return { world, schedules, worse: worse / schedules, bySamples: bySamples / schedules };
}
