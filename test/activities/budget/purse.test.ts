import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DoesNotFit } from '../../../activities/budget/admitted.ts';
import { BudgetSpent, openPurse, type Purse } from '../../../activities/budget/purse.ts';
import { heldOf } from '../../../domain/cost/budget/budget.ts';
import type { AttemptEnd } from '../../../domain/cost/budget/paid-for.ts';
import { type BudgetLog, openBudgetLog } from '../../../runs/budget-log.ts';
import { lostCalls } from '../../../runs/sent-calls.ts';
import type { ArtifactStore } from '../../../storage/artifact-store.ts';
import { createMemoryStore } from '../../fakes/memory-store.ts';

const price = { currency: 'USD', input: 1e6, output: 1e6 };
const going = { aborted: false, signal: new AbortController().signal };
const replied = (tokens: number): AttemptEnd => ({
  reply: { text: 'yes', finish: 'stop', usage: { promptTokens: tokens, completionTokens: 0 } },
});
const call = (most: number, typical = most) => ({ who: 'base', most, typical, price });
const noStep = async () => undefined;

function purseOf(store: ArtifactStore, log: BudgetLog, holder: string, more = {}): Purse {
  const key = `runs/run/sent/${holder}.jsonl`;
  return openPurse({ store, log, holder, revision: 1, key, poll: 1, patience: 1000, ...more });
}

/** A question whose answer costs `paid`, at a provider that adds it to the bill when it is asked. */
async function pay(purse: Purse, most: number, paid: number, bill: (paid: number) => void = () => undefined) {
  const admitted = await purse.admit(call(most), going);
  const hear = await admitted?.meter();
  bill(paid);
  await nextTurn();
  await hear?.(replied(paid));
  admitted?.release();
  return admitted !== undefined;
}

describe('openPurse', () => {
  it('lets calls through as long as the most that they can cost fits', async () => {
    const store = createMemoryStore(noStep);
    const log = openBudgetLog(store, 'run', 10);
    const purse = purseOf(store, log, 'a');
    expect(await pay(purse, 4, 1)).toBe(true);
    expect(await pay(purse, 9, 7)).toBe(true);
    await expect(pay(purse, 3, 1)).rejects.toMatchObject({ cap: 10, held: 8, need: 3 });
    expect(await pay(purse, 2, 2)).toBe(true);
    await purse.close({ isDone: true });
    expect(heldOf(log.budget)).toBe(10);
  });

  it('waits for its own calls, which may cost less than they can, and then for what others give back', async () => {
    const store = createMemoryStore(noStep);
    const log = openBudgetLog(store, 'run', 13);
    const [own, other] = [purseOf(store, log, 'own'), purseOf(store, log, 'other')];
    const held = await other.admit(call(5), going);
    const results = await Promise.all([pay(own, 5, 1), pay(own, 5, 1), pay(own, 4, 1)]);
    expect(results).toEqual([true, true, true]);
    const waits = pay(own, 6, 6);
    while (!own.pausing) await nextTurn();
    expect(own.pausing.reason).toContain('held by others');
    held?.release();
    await other.close({ isDone: true });
    expect(await waits).toBe(true);
    expect(own.pausing).toBeUndefined();
  });

  it('counts a call whose end nobody knows at its most, and one that was never sent at nothing', async () => {
    const store = createMemoryStore(noStep);
    const log = openBudgetLog(store, 'run', 10);
    const ends: [AttemptEnd, number][] = [
      [{ problem: { action: 'retry', code: 'timeout', message: 'timeout' } }, 2],
      [{ reply: { text: 'yes', finish: 'stop' } }, 2],
      [{ problem: { action: 'retry', code: '504', status: 504, message: 'HTTP 504' } }, 2],
      [{ problem: { action: 'retry', code: 'connection', unsent: true, message: 'no connection' } }, 0],
      [{ problem: { action: 'throttled', code: '429', status: 429, message: 'HTTP 429' } }, 0],
      ['unsent', 0],
    ];
    for (const [index, [end, counted]] of ends.entries()) {
      const purse = purseOf(store, log, `${index}`);
      const admitted = await purse.admit(call(2), going);
      await (await admitted?.meter())?.(end);
      admitted?.release();
      await purse.close({ isDone: true });
      expect(log.budget.holdings.get(`${index}`)?.amount).toBe(counted);
    }
    expect(await lostCalls(store, 'run')).toHaveLength(3);
  });

  it('has a repeated attempt admitted again where it does not fit any more', async () => {
    const store = createMemoryStore(noStep);
    const purse = purseOf(store, openBudgetLog(store, 'run', 3), 'a');
    const admitted = await purse.admit(call(2), going);
    const lost: AttemptEnd = { problem: { action: 'retry', code: 'timeout', message: 'timeout' } };
    await (await admitted?.meter())?.('unsent');
    await (await admitted?.meter())?.(lost);
    await expect(admitted?.meter()).rejects.toThrow(DoesNotFit);
    expect(admitted?.attempts()).toBe(2);
    admitted?.release();
    await expect(purse.admit(call(2), going)).rejects.toThrow(BudgetSpent);
  });

  it('lets others go on where an attempt ends in a way that nobody has heard of, and counts it', async () => {
    const store = createMemoryStore(noStep);
    const log = openBudgetLog(store, 'run', 5);
    const purse = purseOf(store, log, 'a');
    const broken = await purse.admit(call(3), going);
    await broken?.meter();
    const waits = purse.admit(call(3), going);
    broken?.release();
    await expect(waits).rejects.toMatchObject({ held: 3, need: 3 });
    expect(await pay(purse, 2, 2)).toBe(true);
    await purse.close({ isDone: false });
    expect(heldOf(log.budget)).toBe(5);
  });

  it('asks nobody once a person has ended the execution, and again in the next one', async () => {
    const store = createMemoryStore(noStep);
    const log = openBudgetLog(store, 'run', 10);
    await log.write(() => (log.budget.ended.size === 0 ? { ended: 1 } : undefined));
    expect(await purseOf(store, log, 'a').admit(call(1), going)).toBeUndefined();
    expect(await purseOf(store, log, 'a', { revision: 2 }).admit(call(1), going)).toBeDefined();
  });

  it('does not let an attempt that wakes up late give back what a newer one holds', async () => {
    const store = createMemoryStore(noStep);
    const log = openBudgetLog(store, 'run', 10);
    const [older, newer] = [purseOf(store, log, 'a'), purseOf(store, log, 'a')];
    await pay(older, 4, 1);
    await newer.admit(call(3), going);
    await older.close({ isDone: false });
    expect(log.budget.holdings.get('a')).toMatchObject({ isOpen: true, amount: 4 });
  });

  it('never pays more than the cap, whatever order, cost and kill, and stops when less than a call is left', async () => {
    const item = fc.record({
      most: fc.double({ min: 0.001, max: 30, noNaN: true }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    const plan = fc.record({
      shards: fc.array(fc.array(item, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 5 }),
      cap: fc.integer({ min: 1, max: 300 }),
      kills: fc.array(fc.integer({ min: 1, max: 80 }), { maxLength: 3 }),
      pauses: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 40 }),
    });
    await fc.assert(
      fc.asyncProperty(plan, async ({ shards, cap, kills, pauses }) => {
        const run = simulate(shards, cap, kills, pauses);
        const left = await run.carryOut();
        expect(run.billed()).toBeLessThanOrEqual(cap + 1e-9);
        const held = heldOf(run.log().budget);
        const lost = (await lostCalls(run.store, 'run')).reduce((sum, { most }) => sum + most, 0);
        expect(held).toBeGreaterThanOrEqual(run.billed() - 1e-9);
        expect(held - run.billed()).toBeLessThanOrEqual(lost + 1e-9);
        if (left.length > 0) expect(cap - held).toBeLessThan(Math.max(...left.map(({ most }) => most)));
      }),
      { numRuns: 150 },
    );
  }, 60_000);
});

/** Shards worked on at once by workers that are killed at some steps: all of their work stops there, and is begun again. */
function simulate(
  shards: readonly (readonly { most: number; share: number }[])[],
  cap: number,
  kills: readonly number[],
  pauses: readonly number[],
) {
  let steps = 0;
  let billed = 0;
  let generation = 0;
  let killed = Promise.withResolvers<void>();
  const never = new Promise<never>(() => undefined);
  const done = new Set<string>();
  const dueKills = [...kills];
  const store = createMemoryStore(noStep);
  let log = openBudgetLog(store, 'run', cap);

  /** Each step of a worker may be its last. */
  async function step(born: number): Promise<void> {
    for (let turn = 0; turn < (pauses[steps % pauses.length] ?? 0); turn++) await nextTurn();
    steps += 1;
    if (born !== generation) return never;
    if (steps > (dueKills[0] ?? Number.POSITIVE_INFINITY)) {
      dueKills.shift();
      steps = 0;
      generation += 1;
      killed.resolve();
      killed = Promise.withResolvers();
      return never;
    }
  }

  /** The store as a worker sees it: after a kill nothing of it arrives. */
  function seenBy(born: number): ArtifactStore {
    return {
      ...store,
      publish: async (artifact) => step(born).then(() => store.publish(artifact)),
      find: async (key) => step(born).then(() => store.find(key)),
      openSegment: async (key) => {
        const segment = await store.openSegment(key);
        return { ...segment, append: async (record) => step(born).then(() => segment.append(record)) };
      },
    };
  }

  async function work(index: number, born: number, ownLog: BudgetLog): Promise<'done' | 'spent'> {
    const purse = purseOf(seenBy(born), ownLog, `shard-${index}`, { poll: 0 });
    const items = (shards[index] ?? []).map((item, number) => ({ ...item, name: `${index}/${number}` }));
    const missing = items.filter(({ name }) => !done.has(name));
    const ends = await Promise.allSettled(
      missing.map(async ({ most, share, name }) => {
        await pay(purse, most, most * share, (paid) => {
          billed += paid;
        });
        await step(born);
        done.add(name);
      }),
    );
    const failed = ends.find((end) => end.status === 'rejected');
    if (failed && !(failed.reason instanceof BudgetSpent)) throw failed.reason;
    await purse.close({ isDone: !failed });
    return failed ? 'spent' : 'done';
  }

  async function carryOut() {
    for (;;) {
      const born = generation;
      log = openBudgetLog(seenBy(born), 'run', cap);
      const all = Promise.all(shards.map((_, index) => work(index, born, log)));
      const end = await Promise.race([all, killed.promise.then(() => 'killed' as const)]);
      if (end !== 'killed') break;
    }
    return shards.flatMap((items, index) => items.filter((_, number) => !done.has(`${index}/${number}`)));
  }

  return { carryOut, billed: () => billed, log: () => log, store };
}
