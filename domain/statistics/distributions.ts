/** The share of Student's t that lies above `t`, which is at least 0. */
export function upperTailOfT(t: number, degrees: number): number {
  if (t === 0) return 0.5;
  const [inner, outer] = [t ** 2 / (degrees + t ** 2), degrees / (degrees + t ** 2)];
  const [a, b] = [degrees / 2, 0.5];
  // The factor before the continued fraction, x^a (1−x)^b / B(a, b), is t · density, which no large logarithms blur.
  const factor = t * densityOfT(t, degrees);
  return outer < (a + 1) / (a + b + 2)
    ? (factor * betaFraction(outer, a, b)) / (2 * a)
    : 0.5 - (factor * betaFraction(inner, b, a)) / (2 * b);
}

/** The value that Student's t exceeds with this probability, which is at most a half. */
export function criticalT(probability: number, degrees: number): number {
  // Above 0 the tail is convex, so that Newton's steps from below the value stay below it. That of the normal distribution
  // is below it (Abramowitz & Stegun 26.2.22, whose error is at most 0.003).
  const s = Math.sqrt(-2 * Math.log(probability));
  let t = Math.max(0, s - (2.30753 + 0.27061 * s) / (1 + s * (0.99229 + s * 0.04481)) - 0.003);
  for (let last = -1; t > last; ) {
    last = t;
    t += (upperTailOfT(t, degrees) - probability) / densityOfT(t, degrees);
  }
  return t;
}

/** The probability of k heads in n tosses. */
export function tossProbability(k: number, n: number): number {
  if (k === 0 || k === n) return 0.5 ** n;
  const half = n / 2;
  const log = stirlingError(n) - stirlingError(k) - stirlingError(n - k) - deviance(k, half) - deviance(n - k, half);
  const probability = Math.exp(log) * Math.sqrt(n / (2 * Math.PI * k * (n - k)));
  // A count of ways below 2⁴⁰ is near enough to its whole number to be it.
  return n <= 40 ? Math.round(probability * 2 ** n) / 2 ** n : probability;
}

/** The probability of at most k heads in n tosses, k being at most n/2. */
export function tossesUpTo(k: number, n: number): number {
  let share = tossProbability(k, n);
  let sum = share;
  for (let fewer = k; fewer > 0 && share > sum * Number.EPSILON; fewer--) {
    share *= fewer / (n - fewer + 1);
    sum += share;
  }
  return sum;
}

/** By Loader 2000, "Fast and Accurate Computation of Binomial Probabilities", as are the probabilities above. */
function densityOfT(t: number, degrees: number): number {
  const half = degrees / 2;
  const scale = stirlingError(half + 0.5) - stirlingError(half) - deviance(half, half + 0.5);
  return Math.exp(scale - (half + 0.5) * Math.log1p(t ** 2 / degrees)) / Math.sqrt(2 * Math.PI);
}

/** log Γ(x + 1) less Stirling's formula for it: below 16 by stepping up to where four terms of its series are exact. */
function stirlingError(x: number): number {
  if (x < 16) return stirlingError(x + 1) + (x + 0.5) * Math.log1p(1 / x) - 1;
  const square = x ** -2;
  return (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square / 1188)))) / x;
}

/** x · log(x / mean) + mean − x, without its cancellation where the two are near each other. */
function deviance(x: number, mean: number): number {
  const apart = (x - mean) / (x + mean);
  if (Math.abs(apart) > 0.1) return x * Math.log(x / mean) + mean - x;
  let [sum, power] = [(x - mean) * apart, 2 * x * apart];
  for (let odd = 3; ; odd += 2) {
    power *= apart ** 2;
    const next = sum + power / odd;
    if (next === sum) return sum;
    sum = next;
  }
}

/** The continued fraction of the incomplete beta function (Abramowitz & Stegun 26.5.8), evaluated as Lentz does. */
function betaFraction(x: number, a: number, b: number): number {
  let [c, d] = [1, 1 / (1 - ((a + b) * x) / (a + 1))];
  let fraction = d;
  for (let m = 1, step = 0; Math.abs(step - 1) > 1e-15; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    [c, d] = [1 + even / c, 1 / (1 + even * d)];
    fraction *= c * d;
    [c, d] = [1 + odd / c, 1 / (1 + odd * d)];
    step = c * d;
    fraction *= step;
  }
  return fraction;
}
