import type { Work } from '../looking/run-status.ts';

/** Work with how fast it goes; both are absent until it can be told. */
export interface PacedWork extends Work {
  /** Done in a second. */
  rate?: number;
  secondsLeft?: number;
}

interface Point {
  at: number;
  done: number;
}

const windowMilliseconds = 60_000;
const least = 1_000;

/** Watches work and tells its rate over the last minute. */
export function createPace(): (work: readonly Work[], at: number) => PacedWork[] {
  const seen = new Map<string, Point[]>();
  return (work, at) =>
    work.map((one) => {
      const points = [...(seen.get(one.name) ?? []), { at, done: one.done }].filter(
        (point) => at - point.at <= windowMilliseconds,
      );
      seen.set(one.name, points);
      return { ...one, ...paceOf(points, one) };
    });
}

function paceOf(points: readonly Point[], { done, total }: Work): Pick<PacedWork, 'rate' | 'secondsLeft'> {
  const [first] = points;
  const last = points.at(-1);
  if (!first || !last || last.at - first.at < least || last.done <= first.done) return {};
  const rate = (1000 * (last.done - first.done)) / (last.at - first.at);
  return { rate, secondsLeft: (total - done) / rate };
}
