import type { Answer, CallRecord } from '../answering/answer.ts';
import { ReasonCounter, whyFailed } from '../answering/reasons.ts';
import type { GradedSample } from '../grading/graded-sample.ts';
import { type Rating, raterName } from '../grading/rating.ts';
import type { Reason } from '../measuring/metrics-schema.ts';
import type { RatingCounts } from '../run/run.ts';
import type { Calls, Said } from './report-schema.ts';
import { SaidCounter } from './spoils/said.ts';

/** What became of a rater's distinct ratings. */
export interface RaterAccount extends RatingCounts {
  /** Of those that failed. */
  reasons: Reason[];
}

/** What was asked, of whom, and how much it took: one account for each candidate, and one for each rater. */
export interface Ledger {
  addAnswers(sample: GradedSample): void;
  addRatings(ratings: Iterable<Rating>): void;
  addProbes(probes: Iterable<PaidProbe>): void;
  calls(): Calls[];
  /** What providers said about what failed. */
  said(): Said[];
  /** Ratings by rater. */
  ratings(): ReadonlyMap<string, RaterAccount>;
}

/** Opens accounts by name, each with the model as requested. */
export function openLedger(models: Readonly<Record<string, string>>): Ledger {
  const accounts = new Map(Object.entries(models).map(([who, model]) => [who, new Account(who, model)]));
  const raters = new Map<string, { counts: RatingCounts; reasons: ReasonCounter }>();
  const said = new SaidCounter();
  return {
    addAnswers: ({ answers }) => {
      for (const { candidate, repeats } of answers) {
        for (const { answer } of repeats) {
          if (answer.call) accounts.get(candidate)?.add({ ...answer, call: answer.call });
          said.add(candidate, answer);
        }
      }
    },
    addRatings: (ratings) => {
      for (const rating of ratings) {
        const who = raterName(rating.grader);
        accounts.get(who)?.add(rating);
        const rater = raters.get(who) ?? { counts: { rated: 0, failed: 0 }, reasons: new ReasonCounter() };
        rater.counts[rating.outcome] += 1;
        if (rating.outcome === 'failed') rater.reasons.add({ outcome: 'failed', ...whyFailed(rating) });
        raters.set(who, rater);
        said.add(who, rating);
      }
    },
    addProbes: (probes) => {
      for (const { who, ...probe } of probes) accounts.get(who)?.addProbe(probe);
    },
    calls: () => [...accounts.values()].map((account) => account.result()),
    said: () => said.result(),
    ratings: () =>
      new Map([...raters].map(([who, { counts, reasons }]) => [who, { ...counts, reasons: reasons.result() }])),
  };
}

/** Tokens that a call took, and replies of which nobody knows them: what 0.1.0 stored does not count those. */
export function tokensOf({ outcome, model, call }: PaidReply): {
  prompt: number;
  /** Of the prompt's. */
  cached: number;
  completion: number;
  /** Of the completion's. */
  reasoning: number;
  uncounted: number;
} {
  const { usage, uncounted } = call;
  const hasReply = outcome === 'answered' || outcome === 'rated' || model !== undefined;
  return {
    prompt: usage?.promptTokens ?? 0,
    cached: usage?.cachedTokens ?? 0,
    completion: usage?.completionTokens ?? 0,
    reasoning: usage?.reasoningTokens ?? 0,
    uncounted: uncounted ?? Number(!usage && hasReply),
  };
}

/** An answer or a rating, as far as it was paid for. */
export interface PaidReply {
  outcome: Answer['outcome'] | Rating['outcome'];
  model?: string;
  call: CallRecord;
}

/** A small question that was asked before all others, as far as it was paid for. */
export interface PaidProbe {
  who: string;
  model?: string;
  call: CallRecord;
}

class Account {
  readonly #calls: Calls;
  readonly #models = new Set<string>();
  readonly #fingerprints = new Set<string>();
  #uncounted = 0;
  #cached = 0;
  #reasoning = 0;
  #probes = 0;

  constructor(who: string, model: string) {
    this.#calls = {
      who,
      model,
      models: [],
      fingerprints: [],
      calls: 0,
      reused: 0,
      promptTokens: 0,
      completionTokens: 0,
    };
  }

  /** A reused answer was paid for by the run that asked. */
  add(paid: PaidReply): void {
    const { model, call } = paid;
    if (model !== undefined) this.#models.add(model);
    if (call.fingerprint !== undefined) this.#fingerprints.add(call.fingerprint);
    if (call.reusedFrom !== undefined) {
      this.#calls.reused += 1;
      return;
    }
    this.#count(paid);
  }

  /** It is a call like others; what answered it says nothing of who answered the questions. */
  addProbe({ call, model }: Omit<PaidProbe, 'who'>): void {
    this.#count({ outcome: 'failed', call, ...(model && { model }) });
    this.#probes += call.attempts;
  }

  #count(paid: PaidReply): void {
    const { prompt, cached, completion, reasoning, uncounted } = tokensOf(paid);
    this.#calls.calls += paid.call.attempts;
    this.#calls.promptTokens += prompt;
    this.#calls.completionTokens += completion;
    this.#cached += cached;
    this.#reasoning += reasoning;
    this.#uncounted += uncounted;
  }

  result(): Calls {
    return {
      ...this.#calls,
      models: [...this.#models].sort(),
      fingerprints: [...this.#fingerprints].sort(),
      ...(this.#probes > 0 && { probes: this.#probes }),
      ...(this.#cached > 0 && { cachedTokens: this.#cached }),
      ...(this.#reasoning > 0 && { reasoningTokens: this.#reasoning }),
      ...(this.#uncounted > 0 && { uncounted: this.#uncounted }),
    };
  }
}
