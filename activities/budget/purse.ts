import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BudgetEntry, heldOf } from '../../domain/cost/budget/budget.ts';
import { type Account, type Move, nextMove, type Wanting } from '../../domain/cost/budget/next-move.ts';
import { type Stop, Stopped } from '../../providers/stop.ts';
import type { Pause } from '../../providers/throttle/silence.ts';
import type { BudgetLog } from '../../runs/budget-log.ts';
import { readSent, type SentLine, spentOn } from '../../runs/sent-calls.ts';
import type { ArtifactStore, Segment } from '../../storage/artifact-store.ts';
import { type Admitted, admittedTo, type PricedCall } from './admitted.ts';

/** What an attempt at a part of a run may spend: within what it holds it asks nobody. */
export interface Purse {
  /**
   * Waits until the call fits. Undefined where a person has said that nobody is asked any more. Throws {@link Stopped},
   * and {@link BudgetSpent} where nothing but a person helps.
   */
  admit(call: PricedCall, stop: Stop): Promise<Admitted | undefined>;
  /** Why nothing is asked at the moment. */
  readonly pausing: Pause | undefined;
  /** Gives back what is not needed, once no call is under way. */
  close(end: { isDone: boolean }): Promise<void>;
}

/** A call does not fit the budget, and nobody will give anything back. */
export class BudgetSpent extends Error {
  override name = 'BudgetSpent';
  readonly cap: number;
  readonly held: number;
  readonly need: number;

  constructor({ cap, held, need }: { cap: number; held: number; need: number }) {
    super('the budget is spent');
    this.cap = cap;
    this.held = held;
    this.need = need;
  }
}

/** Where a purse belongs. */
export interface PursePlace {
  store: ArtifactStore;
  log: BudgetLog;
  holder: string;
  revision: number;
  /** Where its calls are written down. */
  key: string;
  /** Between two looks for what others give back, and how long they may be silent, in milliseconds. */
  poll: number;
  patience: number;
}

/** More than what calls will probably cost: the next look for more comes later. */
const spare = 1.2;

/** Opens a purse; what an earlier attempt has sent counts, be it that its end is unknown, at its most. */
export function openPurse({ store, log, holder, revision, key, poll, patience }: PursePlace): Purse {
  const by = randomUUID();
  let spent = 0;
  const inFlight = new Set<{ most: number }>();
  const waiting = new Set<PricedCall>();
  let pausing: Pause | undefined;
  let begun: Promise<Segment> | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  let settled = Promise.withResolvers<void>();

  const account = (): Account => ({ spent, inFlight: [...inFlight].reduce((sum, { most }) => sum + most, 0) });

  async function begin(): Promise<Segment> {
    spent = spentOn(await readSent(store, key));
    return store.openSegment(key);
  }

  async function write(line: SentLine): Promise<void> {
    begun ??= begin();
    await (await begun).append(line);
  }

  function wanting({ most }: PricedCall): Wanting {
    const expected = [...waiting].reduce((sum, call) => sum + Math.min(call.most, spare * call.typical), 0);
    return { holder, by, revision, account: account(), most, expected };
  }

  /** Decides by the budget as it is now, and writes down what it takes or gives back. */
  async function look(call: PricedCall): Promise<Move> {
    let move: Move = { do: 'stop' };
    await log.write((budget): BudgetEntry | undefined => {
      move = nextMove(budget, wanting(call));
      if (move.do !== 'hold') return undefined;
      return { holder, holding: { amount: move.amount, isOpen: move.isOpen, by, revision } };
    });
    return move;
  }

  async function untilAdmitted(call: PricedCall, stop: Stop): Promise<Admitted | undefined> {
    begun ??= begin();
    await begun;
    const others = createPatience(log, patience);
    for (;;) {
      if (stop.aborted) throw new Stopped();
      const change = settled.promise;
      const move: Move = fits(call) ? { do: 'call' } : await look(call);
      if (move.do === 'call') return admittedTo(till, call);
      if (move.do === 'give up') return undefined;
      if (move.do === 'await own') await change;
      if (move.do === 'stop' || (move.do === 'await others' && others.isOver())) {
        throw new BudgetSpent({ cap: log.budget.cap, held: heldOf(log.budget), need: call.most });
      }
      if (move.do === 'await others') await pause(others.left(), stop);
    }
  }

  async function pause(left: number, { signal }: Stop): Promise<void> {
    pausing = { until: Date.now() + left, reason: 'the budget is held by others, who may give some of it back' };
    await sleep(poll, undefined, { signal }).catch(() => undefined);
    pausing = undefined;
  }

  function settle(place: { most: number }, paid: number): void {
    inFlight.delete(place);
    spent += paid;
    settled.resolve();
    settled = Promise.withResolvers<void>();
  }

  const fits = (call: PricedCall) => nextMove(log.budget, wanting(call)).do === 'call';
  const till = { inFlight, fits, write, settle };

  return {
    admit(call, stop) {
      waiting.add(call);
      const admission = turn.then(() => untilAdmitted(call, stop)).finally(() => waiting.delete(call));
      turn = admission.catch(() => undefined);
      return admission;
    },
    get pausing() {
      return pausing;
    },
    async close({ isDone }) {
      await turn;
      if (!begun && !isDone) return;
      if (!begun) spent = spentOn(await readSent(store, key));
      await log.write((budget): BudgetEntry | undefined => {
        const held = budget.holdings.get(holder);
        const isOurs = held && (isDone || held.by === by);
        const amount = spent + account().inFlight;
        if (!isOurs || (!held.isOpen && held.amount === amount)) return undefined;
        return { holder, holding: { amount, isOpen: false, by, revision } };
      });
      await (await begun)?.close();
    },
  };
}

/** Others are waited for while anything happens among them, and a while longer. */
function createPatience(log: BudgetLog, patience: number) {
  let lines = log.lines;
  let since = performance.now();
  return {
    /** In milliseconds. */
    left: () => Math.max(1, patience - (performance.now() - since)),
    isOver(): boolean {
      if (log.lines !== lines) {
        lines = log.lines;
        since = performance.now();
      }
      return performance.now() - since > patience;
    },
  };
}
