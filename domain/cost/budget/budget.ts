/** A line of a run's budget. All who work for the run agree on their order, and each is written knowing all before it. */
export type BudgetEntry =
  /** What a holder has from now on. */
  | { holder: string; holding: Holding }
  /** A person has raised the cap. */
  | { cap: number }
  /** A person ends this execution, by its revision, with what is there: nobody is asked any more. */
  | { ended: number };

/** What somebody who asks, such as a shard, may spend. */
export interface Holding {
  /** In money: what it has spent, and what it may yet spend. */
  amount: number;
  /** It may yet spend, or give back. */
  isOpen: boolean;
  /** The attempt that holds it: an older one that wakes up changes nothing. */
  by: string;
  /** Of the execution: none of an earlier one is at work any more. */
  revision: number;
}

/** How a run's budget stands. */
export interface Budget {
  cap: number;
  holdings: ReadonlyMap<string, Holding>;
  /** Revisions that a person has ended. */
  ended: ReadonlySet<number>;
}

/** A budget that grows line by line. */
export interface GrowingBudget extends Budget {
  add(entry: BudgetEntry): void;
}

/** A budget of which nobody holds anything yet. */
export function newBudget(cap: number): GrowingBudget {
  const holdings = new Map<string, Holding>();
  const ended = new Set<number>();
  const budget = { cap, holdings, ended, add };

  function add(entry: BudgetEntry): void {
    if ('holder' in entry) holdings.set(entry.holder, entry.holding);
    else if ('cap' in entry) budget.cap = entry.cap;
    else ended.add(entry.ended);
  }

  return budget;
}

/** What is spent or held. */
export function heldOf({ holdings }: Pick<Budget, 'holdings'>): number {
  return [...holdings.values()].reduce((sum, { amount }) => sum + amount, 0);
}

/** What nobody holds; below zero where a provider billed more than it could. */
export function freeOf(budget: Budget): number {
  return budget.cap - heldOf(budget);
}

/** A budget spent, in a line that says what would mend it. */
export function spentText(run: string, { cap, held, need, currency }: SpentBudget): string {
  const [spent, of, next] = [held, cap, need].map((amount) => rounded(amount));
  return (
    `budget: ${spent} of ${of} ${currency} are spent, and what comes next may cost ${next} ${currency}` +
    `${remedy}tempera resume ${run} --spend AMOUNT. Or end with what is there: tempera resume ${run} --end`
  );
}

const remedy = '. Raise it: ';

/** What {@link spentText} says without what would mend it, since a run that has ended cannot be resumed. */
export function spentFacts(reason: string): string {
  const [facts = reason] = reason.split(remedy);
  return facts;
}

/** What a budget lacks. */
export interface SpentBudget {
  cap: number;
  held: number;
  /** What has to fit. */
  need: number;
  currency: string;
}

/** Whether a reason that holds a run up is the budget. */
export function isBudgetReason(reason: string): boolean {
  return reason.startsWith('budget: ');
}

function rounded(amount: number): string {
  return String(Number(amount.toPrecision(6)));
}
