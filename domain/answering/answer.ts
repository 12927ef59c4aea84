/** Tokens of one call, as the provider counted them. */
export interface Usage {
  promptTokens: number;
  completionTokens: number;
  /** Of the prompt's, those that the provider still knew from earlier calls; absent where nobody said. */
  cachedTokens?: number;
  /** Of the completion's, those that were thought; absent where nobody said. */
  reasoningTokens?: number;
}

/** What one call took. The costs that a report names come of it, and none of its scores. */
export interface CallRecord {
  attempts: number;
  milliseconds: number;
  /** When it was sent last, ISO 8601, UTC; absent in what 0.1.0 stored. */
  at?: string;
  requestId?: string;
  /** Hash of all that was sent, by which a later run finds the answer. */
  key?: string;
  /** The earlier run that was given this answer; it was not paid again. */
  reusedFrom?: string;
  /** The provider's name for the configuration that answered, `system_fingerprint`. */
  fingerprint?: string;
  /** Over all attempts whose tokens are known. */
  usage?: Usage | undefined;
  /** Replies of which the provider did not say the tokens. */
  uncounted?: number;
}

/** Adds the tokens of two calls, where they are known. */
export function addUsage(a: Usage | undefined, b: Usage | undefined): Usage | undefined {
  if (!a || !b) return a ?? b;
  return {
    promptTokens: a.promptTokens + b.promptTokens,
    completionTokens: a.completionTokens + b.completionTokens,
    ...addedWhereTold('cachedTokens', a, b),
    ...addedWhereTold('reasoningTokens', a, b),
  };
}

function addedWhereTold(name: 'cachedTokens' | 'reasoningTokens', a: Usage, b: Usage): Partial<Usage> {
  const isTold = a[name] !== undefined || b[name] !== undefined;
  return isTold ? { [name]: (a[name] ?? 0) + (b[name] ?? 0) } : {};
}

/** Why an answer or a rating is missing. */
export interface Trouble {
  /** One line, the same whenever it happens. */
  reason: string;
  /** Short, to be counted by: the provider's code, the HTTP status, or a word of ours; absent in what 0.1.0 stored. */
  code?: string;
  /** Of the HTTP response, where there was one. */
  status?: number;
  /** The provider's sentence; it stays in the store, and in no history. */
  said?: string;
}

/** What a candidate said to a sample: exactly one outcome. */
export type AnswerOutcome =
  | {
      outcome: 'answered';
      text: string;
      cutByLength: boolean;
      /** The provider's word for how the answer ended, where we do not know it. */
      finishWord?: string;
    }
  | ({ outcome: 'refused'; by: 'model' | 'content-filter'; text: string } & Pick<Trouble, 'code' | 'said'>)
  | ({ outcome: 'failed' } & Trouble);

/** One line of an answer shard. */
export type Answer = AnswerOutcome & {
  sampleId: string;
  /** Which time this sample was asked, from 2 on; absent the first time. */
  repeat?: number;
  /** The model that the provider says has answered; absent when none did. */
  model?: string;
  call: CallRecord;
};

/** Answered, refused and failed samples; they add up to the samples asked. */
export interface AnswerCounts {
  answered: number;
  refused: number;
  failed: number;
}

export function countOutcomes(answers: Iterable<Pick<Answer, 'outcome'>>): AnswerCounts {
  const counts = { answered: 0, refused: 0, failed: 0 };
  for (const { outcome } of answers) counts[outcome] += 1;
  return counts;
}

export function addCounts(a: AnswerCounts, b: AnswerCounts): AnswerCounts {
  return { answered: a.answered + b.answered, refused: a.refused + b.refused, failed: a.failed + b.failed };
}
