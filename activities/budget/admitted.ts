import { randomUUID } from 'node:crypto';
import { paidFor } from '../../domain/cost/budget/paid-for.ts';
import type { PriceTag } from '../../domain/cost/prices.ts';
import type { Meter } from '../../providers/meter.ts';
import type { SentLine } from '../../runs/sent-calls.ts';

/** A call that is to be made. */
export interface PricedCall {
  who: string;
  /** The most that it can cost, and what it probably will. */
  most: number;
  typical: number;
  price: PriceTag;
}

/** A call that fits the budget. */
export interface Admitted {
  meter: Meter;
  /** Attempts of which the meter has heard. */
  attempts(): number;
  /** No attempt at it follows: one of which nobody has heard the end counts. */
  release(): void;
}

/** A further attempt at a call does not fit what is held at the moment: the call has to be admitted again. */
export class DoesNotFit extends Error {
  override name = 'DoesNotFit';
}

/** What a call takes a place in. */
export interface Till {
  /** The most of each call in flight: what is added to a sum and taken from it again need not leave nothing. */
  inFlight: Set<{ most: number }>;
  fits(call: PricedCall): boolean;
  /** Resolves when the line is on disk. */
  write(line: SentLine): Promise<void>;
  /** Takes a call out of flight, and what it has cost. */
  settle(place: { most: number }, paid: number): void;
}

/** Gives a call its place, which passes from one attempt to the next as long as nothing was paid. */
export function admittedTo(till: Till, call: PricedCall): Admitted {
  const place = { most: call.most };
  let attempts = 0;
  let isUnderWay = false;

  async function begin(id: string): Promise<void> {
    if (!till.inFlight.has(place) && !till.fits(call)) throw new DoesNotFit();
    till.inFlight.add(place);
    isUnderWay = true;
    attempts += 1;
    await till.write({ call: id, who: call.who, most: call.most, at: new Date().toISOString() });
  }

  till.inFlight.add(place);
  return {
    attempts: () => attempts,
    release() {
      if (till.inFlight.has(place)) till.settle(place, isUnderWay ? call.most : 0);
    },
    async meter() {
      const id = randomUUID();
      await begin(id);
      return async (end) => {
        const paid = paidFor(end, call.price);
        const usage = end !== 'unsent' && 'reply' in end ? end.reply.usage : undefined;
        if (paid !== undefined) await till.write({ call: id, paid, ...(usage && { usage }) });
        isUnderWay = false;
        if (paid !== 0) till.settle(place, paid ?? call.most);
      };
    },
  };
}
