import { type Cell, cells, type Kind, kindOf, sizesOf } from './cells.ts';
import { alphas, type CellResult, type Scenario, type Shares, scenarios } from './simulate.ts';

/**
 * What a cell must keep to at every alpha; an empty list when it does. Repetitions err, so that so many of their standard
 * errors are let pass.
 */
export function failuresOf({ cell, repetitions, at }: CellResult, errors = 1): string[] {
  return alphas.flatMap((alpha, index) => {
    const shares = at[index];
    if (!shares) return [];
    const noise = (limit: number) => errors * Math.sqrt((limit * (1 - limit)) / repetitions);
    const most = (share: number, times: number) => share <= times * alpha + noise(times * alpha);
    const { 'no difference': same, '70/30': real, 'one way': oneWay } = shares;
    const checks: [name: string, holds: boolean][] = [
      [`rejected above ${percent(1.1 * alpha)}`, most(same.rejected, 1.1)],
      [`coverage below ${percent(1 - 1.3 * alpha)}`, most(1 - same.covered, 1.3)],
      [
        `coverage above ${percent(1 - 0.7 * alpha)}`,
        mayCoverMore(cell) || 1 - same.covered >= 0.7 * alpha - noise(0.7 * alpha),
      ],
      [`equivalent above ${percent(1.3 * alpha)} (70/30)`, most(real.equivalent, 1.3)],
      [`equivalent above ${percent(1.3 * alpha)} (one way)`, most(oneWay.equivalent, 1.3)],
    ];
    return checks.filter(([, holds]) => !holds).map(([name]) => name);
  });
}

/** True where few images weigh, or few differ: there an interval may be cautious. */
function mayCoverMore(cell: Cell): boolean {
  const sizes = sizesOf(cell);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const effective = sum(sizes) ** 2 / sum(sizes.map((size) => size ** 2));
  return effective < 60 || cell.discordant < 0.25;
}

/** Shares of one kind of cells, one scenario and one alpha, averaged. */
export interface Average {
  kind: Kind;
  scenario: Scenario;
  alpha: number;
  shares: Shares;
}

/** What the cells of each kind came to on average. */
export function averagesOf(results: readonly CellResult[]): Average[] {
  const kinds = [...new Set(cells.map(kindOf))];
  return alphas.flatMap((alpha, index) =>
    kinds.flatMap((kind) =>
      (Object.keys(scenarios) as Scenario[]).flatMap((scenario) => {
        const found = results
          .filter(({ cell }) => kindOf(cell) === kind)
          .flatMap(({ at }) => at[index]?.[scenario] ?? []);
        return found.length > 0 ? [{ kind, scenario, alpha, shares: averaged(found) }] : [];
      }),
    ),
  );
}

/** Averages in which p is at most alpha beside an interval over 0 more often than in 0.5 % of comparisons. */
export function disagreeing(averages: readonly Average[]): Average[] {
  return averages.filter(({ shares }) => shares.onlyTest > 0.005);
}

function averaged(all: readonly Shares[]): Shares {
  const names = Object.keys(all[0] ?? {}) as (keyof Shares)[];
  const mean = (name: keyof Shares) => all.reduce((sum, shares) => sum + shares[name], 0) / all.length;
  return Object.fromEntries(names.map((name) => [name, mean(name)])) as Record<keyof Shares, number>;
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(3))} %`;
}
