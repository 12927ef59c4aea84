import { randomUUID } from 'node:crypto';
import { type Budget, type BudgetEntry, newBudget } from '../domain/cost/budget/budget.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { publishJson, readIfThere, readJson } from './json.ts';
import { keys } from './keys.ts';

interface BudgetLine {
  /** Tells whose line it is: of two who write the same, one did. */
  id: string;
  /** ISO 8601, UTC; for people to read. */
  at: string;
  entry: BudgetEntry;
}

/** A run's budget, as all who work for it have agreed on it. */
export interface BudgetLog {
  /** As it is known here: it changes with each look. */
  readonly budget: Budget;
  /** How many there are, as far as known here. */
  readonly lines: number;
  /**
   * Adds the line that is decided by the budget as it is now, if any: decided anew where somebody else was faster. One
   * after the other, so that what is written was decided knowing all before it.
   */
  write(decide: (budget: Budget) => BudgetEntry | undefined): Promise<void>;
}

/**
 * Opens the budget of a run: numbered files, each of which only one can create. Who creates one has seen all before it,
 * so that no two hold the same money, and there is no lock that a killed process would keep.
 */
export function openBudgetLog(store: ArtifactStore, runId: string, cap: number): BudgetLog {
  const budget = newBudget(cap);
  let lines = 0;
  let turn: Promise<void> = Promise.resolve();

  function see({ entry }: BudgetLine): void {
    budget.add(entry);
    lines += 1;
  }

  async function refresh(): Promise<void> {
    for (;;) {
      const line = await readIfThere<BudgetLine>(store, keys.budgetEntry(runId, lines));
      if (!line) return;
      see(line);
    }
  }

  /** False where somebody else was faster. */
  async function append(entry: BudgetEntry): Promise<boolean> {
    const own: BudgetLine = { id: randomUUID(), at: new Date().toISOString(), entry };
    const line = await readJson<BudgetLine>(store, await publishJson(store, keys.budgetEntry(runId, lines), own));
    see(line);
    return line.id === own.id;
  }

  async function decided(decide: (budget: Budget) => BudgetEntry | undefined): Promise<void> {
    for (;;) {
      await refresh();
      const entry = decide(budget);
      if (!entry || (await append(entry))) return;
    }
  }

  return {
    budget,
    get lines() {
      return lines;
    },
    write(decide) {
      const writing = turn.then(() => decided(decide));
      turn = writing.catch(() => undefined);
      return writing;
    },
  };
}
