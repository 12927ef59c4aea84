import { ApiError } from './api-error.ts';

/** How much is allowed over all completions, be they asked for as chat or as responses; absent means without limit. */
export interface Limits {
  /** Bursts are held to one second's worth. */
  requestsPerSecond?: number | undefined;
  /** Bursts may use up the whole minute's worth. */
  requestsPerMinute?: number | undefined;
  tokensPerMinute?: number | undefined;
}

interface Bucket {
  name: 'requests' | 'tokens';
  /** What fits in. */
  capacity: number;
  /** What flows in every second. */
  rate: number;
  filled: number;
  /** When it was last looked at, in the milliseconds of `performance.now()`. */
  at: number;
}

/** Token buckets of requests and tokens, with the headers that tell their state. */
export class RateLimits {
  #buckets: Bucket[] = [];

  constructor(limits: Limits) {
    this.set(limits);
  }

  set({ requestsPerSecond, requestsPerMinute, tokensPerMinute }: Limits): void {
    this.#buckets = [
      ...fullBucket('requests', requestsPerSecond, 1),
      ...fullBucket('requests', requestsPerMinute, 60),
      ...fullBucket('tokens', tokensPerMinute, 60),
    ];
  }

  /** Takes one request and its tokens, or answers 429 and takes nothing. */
  take(tokens: number): void {
    const amountOf = ({ name }: Bucket) => (name === 'requests' ? 1 : tokens);
    for (const bucket of this.#buckets) check(refilled(bucket), amountOf(bucket));
    for (const bucket of this.#buckets) bucket.filled -= amountOf(bucket);
  }

  headers(): Record<string, string> {
    if (this.#buckets.length === 0) return UNLIMITED;
    const limited = this.#buckets.map((bucket) => headersOf(refilled(bucket)));
    return Object.assign({}, UNLIMITED, ...limited);
  }
}

function fullBucket(name: Bucket['name'], amount: number | undefined, seconds: number): Bucket[] {
  if (amount === undefined) return [];
  const capacity = Math.max(1, amount);
  return [{ name, capacity, rate: amount / seconds, filled: capacity, at: performance.now() }];
}

function refilled(bucket: Bucket): Bucket {
  const now = performance.now();
  bucket.filled = Math.min(bucket.capacity, bucket.filled + ((now - bucket.at) / 1000) * bucket.rate);
  bucket.at = now;
  return bucket;
}

function check({ name, capacity, rate, filled }: Bucket, amount: number): void {
  const limit = `Limit ${capacity}, Requested ${amount}`;
  if (amount > capacity) {
    throw limitError(`Request too large on ${name}: ${limit}. The input or output tokens must be reduced.`, name, {});
  }
  if (amount <= filled) return;
  const seconds = (amount - filled) / rate;
  throw limitError(`Rate limit reached on ${name}: ${limit}. Please try again in ${seconds.toFixed(3)}s.`, name, {
    'retry-after': String(Math.max(1, Math.ceil(seconds))),
    'retry-after-ms': String(Math.ceil(seconds * 1000)),
  });
}

const limitError = (message: string, type: string, headers: Record<string, string>) =>
  new ApiError(message, { status: 429, type, code: 'rate_limit_exceeded', headers });

/** A bucket as the live headers show it: by the minute. */
function headersOf({ name, capacity, rate, filled }: Omit<Bucket, 'at'>): Record<string, string> {
  return {
    [`x-ratelimit-limit-${name}`]: String(Math.max(1, Math.round(rate * 60))),
    [`x-ratelimit-remaining-${name}`]: String(Math.max(0, Math.floor(filled))),
    [`x-ratelimit-reset-${name}`]: duration((capacity - filled) / rate),
  };
}

/** Seconds in the way of the live headers: "12ms", "1s", "6m0s". */
function duration(seconds: number): string {
  if (seconds < 1) return `${Math.ceil(seconds * 1000)}ms`;
  const whole = Math.ceil(seconds);
  return whole < 60 ? `${whole}s` : `${Math.floor(whole / 60)}m${whole % 60}s`;
}

// Shown where nothing is limited, since clients read these headers.
const UNLIMITED = {
  ...headersOf({ name: 'requests', capacity: 1e6, rate: 1e6 / 60, filled: 1e6 }),
  ...headersOf({ name: 'tokens', capacity: 1e9, rate: 1e9 / 60, filled: 1e9 }),
};
