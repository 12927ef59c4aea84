import { ApiError } from './api-error.ts';

/** How much is allowed; absent means without limit. */
export interface Limits {
  requestsPerSecond?: number | undefined;
  tokensPerMinute?: number | undefined;
}

interface Bucket {
  /** What fits in, and refills in `period` seconds. */
  size: number;
  period: number;
  filled: number;
  at: number;
}

// Shown where nothing is limited, since clients read these headers.
const GENEROUS = { size: 1_000_000, period: 60 };

/** Token buckets of requests and tokens over the chat operation, with the headers that tell their state. */
export class RateLimits {
  #requests: Bucket | undefined;
  #tokens: Bucket | undefined;

  constructor(limits: Limits) {
    this.set(limits);
  }

  set({ requestsPerSecond, tokensPerMinute }: Limits): void {
    this.#requests = requestsPerSecond === undefined ? undefined : fullBucket(requestsPerSecond, 1);
    this.#tokens = tokensPerMinute === undefined ? undefined : fullBucket(tokensPerMinute, 60);
  }

  /** Takes one request and its tokens, or answers 429 and takes nothing. */
  take(tokens: number): void {
    const now = performance.now();
    const wanted: [Bucket | undefined, number, string][] = [
      [this.#requests, 1, 'requests'],
      [this.#tokens, tokens, 'tokens'],
    ];
    for (const [bucket, amount, name] of wanted) if (bucket !== undefined) check(bucket, amount, name, now);
    for (const [bucket, amount] of wanted) if (bucket !== undefined) bucket.filled -= amount;
  }

  headers(): Record<string, string> {
    if (this.#requests === undefined && this.#tokens === undefined) return UNLIMITED;
    return { ...headersOf('requests', this.#requests), ...headersOf('tokens', this.#tokens) };
  }
}

const fullBucket = (size: number, period: number): Bucket => ({ size, period, filled: size, at: performance.now() });

function check(bucket: Bucket, amount: number, name: string, now: number): void {
  refill(bucket, now);
  const limit = `Limit ${bucket.size}, Requested ${amount}`;
  if (amount > Math.max(bucket.size, 1)) {
    throw limited(`Request too large on ${name}: ${limit}. The input or output tokens must be reduced.`, {});
  }
  const missing = amount - bucket.filled;
  if (missing <= 0) return;
  const seconds = (missing * bucket.period) / bucket.size;
  throw limited(`Rate limit reached on ${name}: ${limit}. Please try again in ${seconds.toFixed(3)}s.`, {
    'retry-after': String(Math.max(1, Math.ceil(seconds))),
    'retry-after-ms': String(Math.ceil(seconds * 1000)),
  });
}

function refill(bucket: Bucket, now: number): void {
  const seconds = (now - bucket.at) / 1000;
  bucket.filled = Math.min(Math.max(bucket.size, 1), bucket.filled + (seconds * bucket.size) / bucket.period);
  bucket.at = now;
}

const limited = (message: string, headers: Record<string, string>) =>
  new ApiError(message, { status: 429, type: 'requests', code: 'rate_limit_exceeded', headers });

function headersOf(name: string, bucket: Bucket | undefined): Record<string, string> {
  const { size, period } = bucket ?? GENEROUS;
  const filled = bucket?.filled ?? size;
  return {
    [`x-ratelimit-limit-${name}`]: String(size),
    [`x-ratelimit-remaining-${name}`]: String(Math.max(0, Math.floor(filled))),
    [`x-ratelimit-reset-${name}`]: duration(((size - filled) * period) / size),
  };
}

/** Seconds in the way of the live headers: "12ms", "1s", "6m0s". */
function duration(seconds: number): string {
  if (seconds < 1) return `${Math.ceil(seconds * 1000)}ms`;
  const whole = Math.ceil(seconds);
  return whole < 60 ? `${whole}s` : `${Math.floor(whole / 60)}m${whole % 60}s`;
}

const UNLIMITED = { ...headersOf('requests', undefined), ...headersOf('tokens', undefined) };
