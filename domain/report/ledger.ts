import type { CallRecord } from '../answer.ts';
import type { GradedSample } from '../grading/graded-sample.ts';
import { type Rating, raterName } from '../grading/rating.ts';
import type { Calls } from '../report.ts';
import type { RatingCounts } from '../run.ts';

/** What was asked, of whom, and how much it took: one account for each candidate, and one for the judge. */
export interface Ledger {
  addAnswers(sample: GradedSample): void;
  addRatings(ratings: Iterable<Rating>): void;
  calls(): Calls[];
  /** Ratings by rater. */
  ratings(): ReadonlyMap<string, RatingCounts>;
}

/** Opens accounts by name, each with the model as requested. */
export function openLedger(models: Readonly<Record<string, string>>): Ledger {
  const accounts = new Map(Object.entries(models).map(([who, model]) => [who, new Account(who, model)]));
  const counts = new Map<string, RatingCounts>();
  return {
    addAnswers: ({ answers }) => {
      for (const { candidate, repeats } of answers) {
        for (const { answer } of repeats) if (answer.call) accounts.get(candidate)?.add(answer.call, answer.model);
      }
    },
    addRatings: (ratings) => {
      for (const { call, model, grader, outcome } of ratings) {
        const who = raterName(grader);
        accounts.get(who)?.add(call, model);
        const count = counts.get(who) ?? { rated: 0, failed: 0 };
        count[outcome] += 1;
        counts.set(who, count);
      }
    },
    calls: () => [...accounts.values()].map((account) => account.result()),
    ratings: () => counts,
  };
}

class Account {
  readonly #calls: Calls;
  readonly #models = new Set<string>();
  readonly #fingerprints = new Set<string>();

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
  add({ attempts, usage, reusedFrom, fingerprint }: CallRecord, model: string | undefined): void {
    if (model !== undefined) this.#models.add(model);
    if (fingerprint !== undefined) this.#fingerprints.add(fingerprint);
    if (reusedFrom !== undefined) {
      this.#calls.reused += 1;
      return;
    }
    this.#calls.calls += attempts;
    this.#calls.promptTokens += usage?.promptTokens ?? 0;
    this.#calls.completionTokens += usage?.completionTokens ?? 0;
  }

  result(): Calls {
    return { ...this.#calls, models: [...this.#models].sort(), fingerprints: [...this.#fingerprints].sort() };
  }
}
