import { type Budget, freeOf } from './budget.ts';

/** What an attempt has made of what it holds. */
export interface Account {
  /** Calls that were lost count at the most they can cost. */
  spent: number;
  /** The most that calls in flight can cost. */
  inFlight: number;
}

/** An attempt at a part of a run, and a call that it wants to make. */
export interface Wanting {
  holder: string;
  by: string;
  revision: number;
  account: Account;
  /** The most that the call can cost. */
  most: number;
  /** What all calls that it is yet to make will probably cost, with something to spare. */
  expected: number;
}

/** What an attempt does next for its call. */
export type Move =
  | { do: 'call' }
  /** Write down what it holds from now on, and look again. */
  | { do: 'hold'; amount: number; isOpen: boolean }
  /** Its own calls in flight may cost less than they can. */
  | { do: 'await own' }
  /** Others may give back what they do not need. */
  | { do: 'await others' }
  /** Nothing but a person helps. */
  | { do: 'stop' }
  /** A person has said that nobody is asked any more. */
  | { do: 'give up' };

/**
 * What an attempt does next for a call. It asks within what it holds; where that is too small it takes more of what nobody
 * holds. Before it waits for others it gives back all that it does not need, so that whoever can go on does, and the run
 * stops only when what is left of its budget is less than a call of each of them.
 */
export function nextMove(budget: Budget, { holder, by, revision, account, most, expected }: Wanting): Move {
  if (budget.ended.has(revision)) return { do: 'give up' };
  const holding = budget.holdings.get(holder);
  const isOurs = holding?.isOpen === true && holding.by === by;
  const amount = holding?.amount ?? 0;
  const used = account.spent + account.inFlight;
  if (isOurs && used + most <= amount) return { do: 'call' };
  const free = Math.max(0, freeOf(budget));
  const lacking = used + most - amount;
  if (lacking <= free) {
    const more = Math.max(0, lacking, Math.min(free, used + expected - amount));
    return { do: 'hold', amount: amount + more, isOpen: true };
  }
  if (account.inFlight > 0) return { do: 'await own' };
  if (holding?.isOpen || amount > account.spent) return { do: 'hold', amount: account.spent, isOpen: false };
  const others = [...budget.holdings].filter(([name, held]) => name !== holder && isAtWork(held, revision));
  return { do: others.length > 0 ? 'await others' : 'stop' };
}

/** Whether more or less may yet come of what somebody holds. */
function isAtWork({ isOpen, revision }: { isOpen: boolean; revision: number }, now: number): boolean {
  return isOpen && revision === now;
}
