import type { RunStatus } from '../looking/run-status.ts';
import type { PacedWork } from './pace.ts';

/** A time as people say it: `4 s`, `2 min 5 s`, `3 h 20 min`. */
export function duration(seconds: number): string {
  if (seconds < 1) return '<1 s';
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** How far work is: `112/275, 14/s, 12 s left`. */
export function howFar({ done, total, rate, secondsLeft }: PacedWork): string {
  const parts = [`${done}/${total}`];
  if (rate !== undefined && done < total) parts.push(`${rate.toFixed(rate < 10 ? 1 : 0)}/s`);
  if (secondsLeft !== undefined && done < total) parts.push(`${duration(secondsLeft)} left`);
  return parts.join(', ');
}

/** What holds a run up that goes on by itself. */
export function heldUp({ blocked, until }: Pick<RunStatus, 'blocked' | 'until'>): string | undefined {
  return until === undefined ? undefined : `held up until ${until}: ${blocked}`;
}
