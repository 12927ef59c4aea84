/** Places on an axis at round numbers, first to last. */
export interface Ticks {
  from: number;
  to: number;
  values: number[];
}

/** Round numbers that span a range, about so many. */
export function ticksOver(from: number, to: number, about: number, leastStep = 0): Ticks {
  const step = Math.max(leastStep, roundStep((to - from) / about));
  const first = Math.floor(from / step);
  const last = Math.max(first + 1, Math.ceil(to / step));
  // Multiples, since a sum of steps drifts; twelve digits leave out what a product adds.
  const values = Array.from({ length: last - first + 1 }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
  return { from: values[0] ?? from, to: values.at(-1) ?? to, values };
}

/** The least of …, 0.5, 1, 2, 5, 10, … that is not much below a length. */
function roundStep(length: number): number {
  if (length <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(length));
  return power * ([1, 2, 5].find((factor) => 1.5 * factor * power >= length) ?? 10);
}
