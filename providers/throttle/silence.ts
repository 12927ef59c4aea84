/** Why nothing is asked at the moment. */
export interface Pause {
  /** In milliseconds since 1970. */
  until: number;
  reason: string;
}

/** A time in which nothing is asked. */
export interface Silence {
  /** Begins a pause, or makes the one that is under way longer. */
  pause(milliseconds: number, reason: string): void;
  /** Milliseconds that are left, 0 or less when nothing is paused. */
  left(): number;
  /** The pause that is under way. */
  now(): Pause | undefined;
}

/** No pause is longer than `longest` milliseconds. */
export function createSilence(longest: number): Silence {
  // By the clock of performance.now, which nobody sets.
  let silence = { until: 0, reason: '' };
  const left = () => Math.ceil(silence.until - performance.now());
  return {
    pause(milliseconds, reason) {
      const until = performance.now() + Math.min(milliseconds, longest);
      if (until > silence.until) silence = { until, reason };
    },
    left,
    now() {
      const milliseconds = left();
      return milliseconds > 0 ? { until: Date.now() + milliseconds, reason: silence.reason } : undefined;
    },
  };
}
