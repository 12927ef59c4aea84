import { alpha, type WorldResult } from './simulate.ts';
import type { World } from './worlds.ts';

/**
 * What a world must keep to, in words where it does not: at most alpha of the schedules in which nothing falls may be
 * called worse, ever, and a fall as often as {@link leastPower} says. So many standard errors of the repetitions are let
 * pass.
 */
export function failureOf({ world, schedules, worse }: WorldResult, errors = 1): string | undefined {
  const noise = (limit: number) => errors * Math.sqrt((limit * (1 - limit)) / schedules);
  if (!world.falls) return worse > alpha + noise(alpha) ? `above ${100 * alpha} %` : undefined;
  const least = leastPower(world);
  return least !== undefined && worse < least - noise(least) ? `below ${100 * least} %` : undefined;
}

/** How often a fall must be called worse by the tenth run, where answers are the only thing that scatters. */
export function leastPower({ images, random, wobble, falls }: World): number | undefined {
  if (!random || wobble) return undefined;
  if (images === 100) return falls === 0.02 ? 0.85 : undefined;
  return falls === 0.01 ? 0.75 : undefined;
}
