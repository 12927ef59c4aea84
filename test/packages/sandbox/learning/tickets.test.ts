import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { seededRandom } from '../../../../packages/sandbox/learning/chance.ts';
import { ask, ended, type Harness, openHarness, printed, type Sample, trainingFile } from '../harness.ts';

/** Another world than books: tickets, other questions, another closed set of answers, another way to write. */

const EVENTS: readonly [string, string[], string[]][] = [
  [
    'concert',
    ['Blue River Hall', 'Grand Music Hall', 'Harbour Hall'],
    ['SUMMER NIGHTS', 'STRINGS AND BRASS', 'SEVEN WALTZES'],
  ],
  ['film', ['Palace Cinema', 'Odeon Cinema', 'Central Cinema'], ['THE LONG ROAD', 'PAPER MOONS', 'A QUIET TOWN']],
  [
    'match',
    ['Victoria Stadium', 'North Park Stadium', 'Union Stadium'],
    ['LIONS AND BEARS', 'THE WINTER CUP', 'EAGLES AT HOME'],
  ],
  [
    'play',
    ['Globe Theatre', 'Queens Theatre', 'Lantern Theatre'],
    ['THE GREEN DOOR', 'TWO SISTERS', 'MIDNIGHT IN MAY'],
  ],
];
const QUESTIONS = {
  event: 'What is on?',
  venue: 'Where does it take place?',
  price: 'How much does the ticket cost?',
  kind: 'What kind of event is it?',
  related: 'Is it a film?',
};

interface Ticket {
  lines: { text: string; size: number }[];
  answers: Record<keyof typeof QUESTIONS, string>;
}

/** Thirty-six tickets: every venue with every event of its kind. */
function tickets(): Ticket[] {
  const random = seededRandom(11);
  return EVENTS.flatMap(([kind, venues, events]) =>
    venues.flatMap((venue) =>
      events.map((event) => {
        const price = `${8 + Math.floor(random() * 60)}.${random() < 0.5 ? '00' : '50'}`;
        const [head, foot] = [
          { text: event, size: 34 },
          { text: venue, size: 26 },
        ];
        return {
          lines: [...(random() < 0.5 ? [head, foot] : [foot, head]), { text: `Price ${price}`, size: 22 }],
          answers: { event: event.toLowerCase(), venue, price, kind, related: kind === 'film' ? 'yes' : 'no' },
        };
      }),
    ),
  );
}

let harness: Harness;
let model: string;
// Every fourth ticket is held out, so that each venue and each event was seen, but never together.
const held = tickets().filter((_, index) => index % 4 === 0);

beforeAll(async () => {
  harness = await openHarness();
  const samples = tickets()
    .filter((_, index) => index % 4 !== 0)
    .flatMap(({ lines, answers }) => samplesOf(lines, answers));
  const file = await harness.openai.files.create({ purpose: 'fine-tune', file: await trainingFile(samples) });
  const job = await harness.openai.fineTuning.jobs.create({ model: 'gpt-4o', training_file: file.id, seed: 1 });
  model = (await ended(harness.openai, job.id)).fine_tuned_model ?? '';
});
afterAll(async () => await harness.close());

function samplesOf(print: Ticket['lines'], answers: Ticket['answers']): Sample[] {
  const keys: (keyof typeof QUESTIONS)[] = ['event', 'venue', 'price', 'kind', 'related'];
  return keys.map((key) => ({ print, question: QUESTIONS[key], answer: answers[key] }));
}

/** The share of held-out tickets that a model answers to the letter. */
async function accuracy(name: string, key: keyof typeof QUESTIONS): Promise<number> {
  const answers = held.map(async ({ lines, answers: right }) => {
    const said = await ask(harness.openai, name, QUESTIONS[key], await printed(lines));
    return said === right[key] ? 1 : 0;
  });
  return (await Promise.all(answers)).reduce((sum: number, hit) => sum + hit, 0) / held.length;
}

describe('a model tuned on tickets', () => {
  it.each([
    ['event', 0.8],
    ['venue', 0.8],
    ['price', 0.8],
    ['kind', 0.8],
    ['related', 0.8],
  ] as const)('learns to answer "%s", which the base model does not know how to', async (key, expected) => {
    const [untrained, tuned] = [await accuracy('gpt-4o', key), await accuracy(model, key)];
    expect(tuned).toBeGreaterThanOrEqual(expected);
    expect(untrained).toBeLessThan(tuned);
  });
});
