import { createHash } from 'node:crypto';
import { seededRandom } from '../learning/chance.ts';
import type { Fault, FaultMatch, FaultRule } from './fault.ts';

/** What a fault rule looks at in a call. */
export interface FaultyCall {
  method: string;
  /** The path below `/v1`. */
  path: string;
  model: string;
  body: Buffer;
}

interface ActiveRule {
  rule: FaultRule;
  /** Calls that fit the patterns, whether or not the fault befell them. */
  matched: number;
  hits: number;
  since: number | undefined;
  random: () => number;
  /** How often each distinct request was asked, by the hash of its body. */
  asked: Map<string, number>;
}

/** The rules in force; the first that fits a call decides. */
export class Faults {
  #rules: ActiveRule[] = [];

  constructor(rules: readonly FaultRule[] = []) {
    this.add(rules);
  }

  add(rules: readonly FaultRule[]): void {
    for (const rule of rules) {
      this.#rules.push({
        rule,
        matched: 0,
        hits: 0,
        since: undefined,
        random: seededRandom(rule.match.seed ?? 0),
        asked: new Map(),
      });
    }
  }

  clear(): void {
    this.#rules = [];
  }

  /** The rules with how often each has struck. */
  list(): (FaultRule & { hits: number })[] {
    return this.#rules.map(({ rule, hits }) => ({ ...rule, hits }));
  }

  /** The fault that befalls this call, if any; counts it. */
  strike(call: FaultyCall): Fault | undefined {
    const struck = this.#rules.find(
      (active) => fits(active.rule.match, call) && isDue(active) && isForgotten(active, call),
    );
    if (struck === undefined) return undefined;
    struck.hits += 1;
    return struck.rule.do;
  }
}

function fits({ method, path, model, contains }: FaultMatch, call: FaultyCall): boolean {
  return (
    (method === undefined || method.toUpperCase() === call.method) &&
    (path === undefined || patternFor(path).test(call.path)) &&
    (model === undefined || patternFor(model).test(call.model)) &&
    (contains === undefined || call.body.includes(contains))
  );
}

function isDue(active: ActiveRule): boolean {
  const {
    nth,
    after = 0,
    times = Number.POSITIVE_INFINITY,
    forMs = Number.POSITIVE_INFINITY,
    probability = 1,
  } = active.rule.match;
  active.matched += 1;
  active.since ??= performance.now();
  if (nth !== undefined && ![nth].flat().includes(active.matched)) return false;
  if (active.matched <= after || active.hits >= times) return false;
  if (performance.now() - active.since > forMs) return false;
  return probability === 1 || active.random() < probability;
}

/** Whether a request is among those whose answer is forgotten by the time it is asked again: the more, the same and others. */
function isForgotten({ rule, asked }: ActiveRule, { body }: FaultyCall): boolean {
  if (rule.do.kind !== 'forgets') return true;
  const { shares } = rule.do;
  const hash = createHash('sha256')
    .update(`${rule.match.seed ?? 0} `)
    .update(body)
    .digest();
  const times = asked.get(hash.toString('hex')) ?? 0;
  asked.set(hash.toString('hex'), times + 1);
  return hash.readUInt32BE() / 2 ** 32 < (shares[Math.min(times, shares.length - 1)] ?? 0);
}

const patternFor = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
  );
