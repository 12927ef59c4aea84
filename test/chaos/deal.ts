import { stageOfActivity, stageOrder } from '../../domain/run/stages.ts';
import { seededRandom, shuffled } from '../../packages/sandbox/learning/chance.ts';
import type { ProgramName } from '../integration/programs.ts';
import { activities, type PlannedKill, type Reached, type Stage } from './kill.ts';

/** Plans kills for runs, spread over their stages, the points in them, and the programs. */
export interface Dealer {
  /** Kills for one run, in the order of its work. */
  deal(count: number): PlannedKill[];
  /** Takes back a kill that could not be made: its stage is dealt again. */
  putBack(kill: PlannedKill): void;
}

/** How often a stage is dealt, out of all shares: most of a run's calls and money go into the later ones. */
const shares: Record<Stage, number> = {
  planning: 1,
  preparing: 1,
  // The run that is killed asks nobody for approval.
  approval: 0,
  preflight: 1,
  uploading: 2,
  'fine-tuning': 4,
  answering: 4,
  judging: 3,
  measuring: 1,
  reporting: 2,
  // The run that is killed is no capture.
  capturing: 0,
};

type Victims = readonly ProgramName[];
const withoutSandbox: Victims[] = [['worker'], ['server'], ['worker', 'server']];
const onlyWithWorker: Victims[] = [['worker'], ['worker', 'server'], ['worker', 'sandbox']];
const anybody: Victims[] = [['worker'], ...onlyWithWorker, ['sandbox'], ['server']];

/** Deals by chance from a seed, at points that an undisturbed run has reached, and not later than it has. */
export function createDealer(reached: readonly Reached[], seed: number): Dealer {
  const random = seededRandom(seed);
  const stages = createDeck(
    stageOrder.flatMap((stage) => Array.from({ length: shares[stage] }, () => stage)),
    random,
  );
  const calling = new Set(reached.filter(({ point }) => point === 'call received').map(({ activity }) => activity));
  // Twice where something is paid.
  const cards = reached.flatMap((point) => (calling.has(point.activity) ? [point, point] : [point]));
  const pointsOf = new Map(
    stageOrder.map((stage) => {
      const points = cards.filter(({ activity }) => stageOfActivity(activity) === stage);
      return [stage, createDeck(points, random)] as const;
    }),
  );
  const victims = new Map([withoutSandbox, onlyWithWorker, anybody].map((cards) => [cards, createDeck(cards, random)]));

  function victimsOf({ activity, point }: Reached): Victims {
    // Only whoever writes a record can leave half of it.
    if (point === 'record torn') return drawn(victims.get(onlyWithWorker));
    return drawn(victims.get(calling.has(activity) ? anybody : withoutSandbox));
  }

  return {
    deal(count) {
      const points = Array.from({ length: count }, () => drawn(pointsOf.get(stages.draw())));
      const inOrder = points.toSorted((one, other) => placeOf(one) - placeOf(other));
      return inOrder.map((point) => {
        // Several kills at one point share what the undisturbed run reached of it.
        const alike = points.filter((other) => other === point).length;
        const nth = 1 + Math.floor(random() * Math.max(1, Math.floor(point.times / alike)));
        return { activity: point.activity, point: point.point, nth, victims: victimsOf(point) };
      });
    },
    putBack: ({ activity }) => stages.putBack(stageOfActivity(activity)),
  };
}

function placeOf({ activity }: Reached): number {
  return activities.indexOf(activity);
}

interface Deck<T> {
  draw(): T;
  putBack(card: T): void;
}

function drawn<T>(deck: Deck<T> | undefined): T {
  if (!deck) throw new Error('no deck of these cards');
  return deck.draw();
}

/** A shuffled deck, which is shuffled anew when it is used up. */
function createDeck<T>(cards: readonly T[], random: () => number): Deck<T> {
  let left: T[] = [];
  return {
    draw() {
      if (left.length === 0) left = shuffled(cards, random);
      const card = left.pop();
      if (card === undefined) throw new Error('a deck without cards');
      return card;
    },
    putBack: (card) => void left.push(card),
  };
}
