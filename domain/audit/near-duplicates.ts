import type { Sample } from '../data/sample.ts';
import type { TextSet } from '../data/text-map.ts';
import type { FoundSamples } from './audit-schema.ts';

/** Hashes of 64 bits that say what images look like, in 16 hexadecimal digits, by the image's hash. */
export type Likenesses = ReadonlyMap<string, string>;

/** Bits in which two pictures that look alike may differ; bands of the hash, of which one is then the same in both. */
const mostDifferent = 3;
const bands = mostDifferent + 1;
const digits = 16 / bands;

/** Says whether an image of a sample looks much like one of those marked, though it is none of them. */
export function looksAlike(marks: Pick<TextSet, 'has'>, likenesses: Likenesses): (sample: Sample) => boolean {
  const others = new Index(
    [...likenesses].flatMap(([sha256, likeness]) => (marks.has(`image ${sha256}`) ? likeness : [])),
  );
  const known = new Map<string, boolean>();
  const isLike = (sha256: string) => {
    const likeness = likenesses.get(sha256);
    if (likeness === undefined) return false;
    const is = known.get(likeness) ?? others.hasLike(likeness);
    known.set(likeness, is);
    return is;
  };
  return ({ images }) =>
    images.some(
      ({ sha256, pixels }) => !marks.has(`image ${sha256}`) && !marks.has(`pixels ${pixels}`) && isLike(sha256),
    );
}

/** Finds likenesses by the bands that two of them share, so that hardly any are compared. */
class Index {
  readonly #byBand = new Map<string, string[]>();

  constructor(likenesses: readonly string[]) {
    for (const likeness of new Set(likenesses)) {
      for (const band of bandsOf(likeness)) {
        const known = this.#byBand.get(band);
        if (known) known.push(likeness);
        else this.#byBand.set(band, [likeness]);
      }
    }
  }

  hasLike(likeness: string): boolean {
    return bandsOf(likeness).some((band) => this.#byBand.get(band)?.some((other) => isNear(likeness, other)) ?? false);
  }
}

function bandsOf(likeness: string): string[] {
  return Array.from({ length: bands }, (_, band) => `${band} ${likeness.slice(band * digits, (band + 1) * digits)}`);
}

function isNear(one: string, other: string): boolean {
  const halves = [0, 8].map((at) => parseInt(one.slice(at, at + 8), 16) ^ parseInt(other.slice(at, at + 8), 16));
  return halves.reduce((sum, half) => sum + bitsIn(half), 0) <= mostDifferent;
}

function bitsIn(number: number): number {
  let count = 0;
  for (let left = number >>> 0; left !== 0; left &= left - 1) count += 1;
  return count;
}

/** Near-duplicates by the place where they were found; undefined where there are none. */
export function whereAny<T extends Record<string, FoundSamples | undefined>>(found: T): T | undefined {
  return Object.values(found).some((place) => place && place.samples > 0) ? found : undefined;
}
