import type { Cost } from '../../cost/prices.ts';
import { isRule, type Metric } from '../../grading/grading.ts';
import type { Interval } from '../../statistics/clustered.ts';

/** A share as a percentage with one decimal, such as `64.0 %`; a dash when there is none. */
export function percent(share: number | undefined): string {
  return share === undefined ? '–' : `${(share * 100).toFixed(1)} %`;
}

/** A difference of shares in points with its sign, such as `+8.7` or `−0.4`; a dash when there is none. */
export function points(difference: number | undefined): string {
  if (difference === undefined) return '–';
  const text = Math.abs(difference * 100).toFixed(1);
  if (Number(text) === 0) return '0.0';
  return `${difference < 0 ? '−' : '+'}${text}`;
}

/** An interval of shares, such as `58.1 to 69.5`. */
export function percentRange({ lower, upper }: Interval): string {
  return `${(lower * 100).toFixed(1)} to ${(upper * 100).toFixed(1)}`;
}

/** An interval of differences, such as `+3.1 to +14.3`. */
export function pointRange({ lower, upper }: Interval): string {
  return `${points(lower)} to ${points(upper)}`;
}

/** The confidence of an interval in percent, such as `95 %`, `98.3 %` or `99.95 %`. */
export function confidence(alpha: number): string {
  const missed = 100 * alpha;
  const held = missed < 1 ? 100 - Number(missed.toPrecision(2)) : Math.round(10 * (100 - missed)) / 10;
  return `${Number(held.toPrecision(6))} %`;
}

/** A p value, such as `0.031`, `0.0042` or `< 0.0001`; a dash when there is none. */
export function pValue(p: number | undefined): string {
  if (p === undefined) return '–';
  if (p < 0.0001) return '< 0.0001';
  return p < 0.01 ? p.toFixed(4) : p.toFixed(3);
}

/** A p value in a sentence, such as `p = 0.031` or `p < 0.0001`. */
export function pText(p: number): string {
  return p < 0.0001 ? `p ${pValue(p)}` : `p = ${pValue(p)}`;
}

/** A margin without its sign, such as `3` points. */
export function margin(share: number): string {
  return String(Number((share * 100).toPrecision(6)));
}

/** A margin with its noun, such as `1 point` or `3 points`. */
export function marginText(share: number): string {
  const text = margin(share);
  return `${text} point${text === '1' ? '' : 's'}`;
}

/** About so many tokens, such as `800 tokens` or `12 thousand tokens`. */
export function aboutTokens(tokens: number): string {
  const rough = Number(tokens.toPrecision(2));
  return rough < 1000 ? counted(rough, 'token') : `${whole(Math.round(tokens / 1000))} thousand tokens`;
}

/** What answers are scored by, in a sentence: `normalised match` of a rule, `grader year` of a grader of the spec. */
export function metricText(metric: Metric): string {
  return isRule(metric) ? `${metric} match` : `grader ${metric}`;
}

/** A sum of scores, such as `121`, or `87.4` where scores lie between 0 and 1. */
export function sumText(sum: number): string {
  return Number.isInteger(sum) ? whole(sum) : sum.toFixed(1);
}

/** A whole number with thin groups of three, such as `12 345`. */
export function whole(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}

/** A number with its noun, such as `1 image` or `55 images`. */
export function counted(count: number, noun: string): string {
  return `${whole(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** How many questions, and about how many images where there are any. */
export function questionsAbout({ samples, images }: { samples: number; images: number }, between = ' about '): string {
  return `${counted(samples, 'question')}${images > 0 ? between + counted(images, 'image') : ''}`;
}

/** An amount of money, such as `12.40 USD`, or `0.0021 USD` where cents do not tell it. */
export function money({ currency, amount }: Cost): string {
  return `${amountText(amount)}\u00a0${currency}`;
}

function amountText(amount: number): string {
  if (amount === 0 || amount >= 0.1) return amount.toFixed(2);
  return amount < 0.0001 ? '< 0.0001' : String(Number(amount.toPrecision(2)));
}
