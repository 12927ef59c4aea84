import type { CellResult } from './cells.ts';

/** What a cell must keep to; an empty list when it does. */
export function failuresOf({ cell, ...shares }: CellResult): string[] {
  const mayCoverMore = cell.images < 60 || cell.discordant < 0.25;
  const checks: [name: string, holds: boolean][] = [
    ['rejected above 5.5 %', shares.rejected <= 0.055],
    ['coverage below 93.5 %', shares.covered >= 0.935],
    ['coverage above 96.5 %', mayCoverMore || shares.covered <= 0.965],
    ['equivalent above 6.5 % (70/30)', shares.equivalentReal <= 0.065],
    ['equivalent above 6.5 % (one way)', shares.equivalentOneWay <= 0.065],
  ];
  return checks.filter(([, holds]) => !holds).map(([name]) => name);
}
