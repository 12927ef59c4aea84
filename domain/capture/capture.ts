import { z } from 'zod';
import { ReasonCounter } from '../answering/reasons.ts';
import { Count, ReasonSchema } from '../measuring/metrics-schema.ts';
import type { RunSpec } from '../spec/run-spec.ts';
import type { CapturedAnswer } from './captured-answer.ts';

const CapturedCandidate = z.looseObject({
  name: z.string(),
  model: z.string().describe('as it was asked for'),
  resolvedModels: z.array(z.string()).describe('as the provider says have answered'),
  provider: z.string(),
  providerIdentity: z.string().optional().describe('whose address was called'),
  images: z.boolean().describe('whether images were sent'),
  examples: z.boolean().describe('whether worked examples were sent'),
  shutdownDate: z.string().optional().describe('when the provider stops serving the model'),
  gone: z.string().optional().describe('why the model could not be asked, or not to the end'),
  asked: Count.describe('samples times repeats; answered, refused, failed and missing add up to it'),
  answered: Count,
  refused: Count,
  failed: Count,
  missing: Count.describe('never asked, or without a record of it'),
  reused: Count.describe('of the answers, those that an earlier run was given'),
  reasons: z.array(ReasonSchema).describe('why there are no answers'),
  promptTokens: Count,
  completionTokens: Count,
  reasoningTokens: Count,
  firstAskedAt: z.string().optional(),
  lastAskedAt: z.string().optional(),
});

/** What a capture holds and how it came about, as its `capture.json` tells. */
export const CaptureSchema = z.looseObject({
  run: z.string(),
  name: z.string().describe('of the spec'),
  outcome: z.enum(['done', 'incomplete', 'trial']),
  startedAt: z.string().optional(),
  finishedAt: z.string().optional(),
  dataset: z.looseObject({ fingerprint: z.string(), samples: z.record(z.string(), Count).describe('by split') }),
  repeats: Count,
  prompt: z.looseObject({ system: z.string().optional() }).describe('of the spec'),
  candidates: z.array(CapturedCandidate),
  files: z.array(z.looseObject({ name: z.string(), sha256: z.string(), bytes: Count, rows: Count })),
});

export type Capture = z.output<typeof CaptureSchema>;
export type CapturedCandidate = z.output<typeof CapturedCandidate>;

/** A candidate before anything is counted of it. */
export type CandidateFacts = Pick<
  CapturedCandidate,
  'name' | 'model' | 'provider' | 'providerIdentity' | 'images' | 'examples' | 'shutdownDate' | 'gone'
>;

/** Counts what each candidate said; `answer` is undefined where nothing is recorded. */
export function openTally(candidates: readonly CandidateFacts[]) {
  const tallies = new Map(candidates.map((facts) => [facts.name, new CandidateTally(facts)]));
  return {
    add: (candidate: string, answer: CapturedAnswer | undefined) => tallies.get(candidate)?.add(answer),
    result: (): CapturedCandidate[] => [...tallies.values()].map((tally) => tally.result()),
  };
}

class CandidateTally {
  readonly #facts: CandidateFacts;
  readonly #counts = { answered: 0, refused: 0, failed: 0, missing: 0, reused: 0 };
  readonly #tokens = { promptTokens: 0, completionTokens: 0, reasoningTokens: 0 };
  readonly #models = new Set<string>();
  readonly #reasons = new ReasonCounter();
  #first: string | undefined;
  #last: string | undefined;

  constructor(facts: CandidateFacts) {
    this.#facts = facts;
  }

  add(answer: CapturedAnswer | undefined): void {
    if (!answer) {
      this.#counts.missing += 1;
      return;
    }
    const { outcome, code, resolved_model: model, asked_at: at } = answer;
    this.#counts[outcome] += 1;
    if (outcome !== 'answered') this.#reasons.add({ outcome, code: code ?? outcome });
    if (answer.reused_from !== undefined) this.#counts.reused += 1;
    if (model !== undefined) this.#models.add(model);
    this.#tokens.promptTokens += answer.prompt_tokens ?? 0;
    this.#tokens.completionTokens += answer.completion_tokens ?? 0;
    this.#tokens.reasoningTokens += answer.reasoning_tokens ?? 0;
    if (at === undefined) return;
    if (this.#first === undefined || at < this.#first) this.#first = at;
    if (this.#last === undefined || at > this.#last) this.#last = at;
  }

  result(): CapturedCandidate {
    const { answered, refused, failed, missing } = this.#counts;
    return {
      ...this.#facts,
      resolvedModels: [...this.#models].sort(),
      asked: answered + refused + failed + missing,
      ...this.#counts,
      reasons: this.#reasons.result(),
      ...this.#tokens,
      ...(this.#first !== undefined && { firstAskedAt: this.#first, lastAskedAt: this.#last }),
    };
  }
}

/** How a capture ended: it is incomplete when a model was gone, answered nothing, or too much of it failed or is missing. */
export function outcomeOfCapture(
  candidates: readonly CapturedCandidate[],
  { failedSamples }: Pick<RunSpec['limits'], 'failedSamples'>,
  isTrial: boolean,
): Capture['outcome'] {
  const isIncomplete = ({ gone, asked, answered, failed, missing }: CapturedCandidate) =>
    gone !== undefined || answered === 0 || failed + missing > failedSamples * asked;
  if (candidates.some(isIncomplete)) return 'incomplete';
  return isTrial ? 'trial' : 'done';
}
