import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { type RunSpec, RunSpecSchema } from '../domain/spec/run-spec.ts';
import { prepareInto } from '../preparing/preview.ts';

/** Prints the lines a second of preparing conversations that are trained on as they are, beside a bare copy of the lines. */

const { values } = parseArgs({
  options: { lines: { type: 'string', default: '50000' }, rounds: { type: 'string', default: '3' } },
});
const lines = Number(values.lines);
const folder = await mkdtemp(path.join(tmpdir(), 'tempera-bench-chat-'));
const train = path.join(folder, 'train.jsonl');

try {
  await writeFile(
    train,
    Array.from({ length: lines }, (_, n) => conversation(`train ${n}`)),
  );
  await writeFile(path.join(folder, 'test.jsonl'), conversation('test'));
  const ratios: number[] = [];
  for (let round = 1; round <= Number(values.rounds); round++) {
    const copied = lines / (await secondsOf(() => copyLines(train, path.join(folder, 'copy.jsonl'))));
    const prepared = lines / (await secondsOf(() => prepareInto(spec(), folder, path.join(folder, 'out'))));
    ratios.push(prepared / copied);
    console.log(`round ${round}: bare copy ${copied.toFixed(0)} lines/s; Tempera ${prepared.toFixed(0)} lines/s`);
  }
  ratios.sort((a, b) => a - b);
  const median = ratios[Math.floor(ratios.length / 2)] ?? 0;
  console.log(`ratio: min ${ratios[0]?.toFixed(2)}, median ${median.toFixed(2)} (demanded: 0.5)`);
} finally {
  await rm(folder, { recursive: true });
}

/** About 1.5 kB, a usual length of a ticket with its answer. */
function conversation(name: string): string {
  const messages = [
    { role: 'system', content: 'Answer the customer in the tone of the house. '.repeat(6) },
    { role: 'user', content: `${name}: ${'My parcel has not arrived, and nobody answers the phone. '.repeat(12)}` },
    { role: 'assistant', content: 'We are sorry to hear that, and look into it at once. '.repeat(8) },
  ];
  return `${JSON.stringify({ messages })}\n`;
}

function spec(): RunSpec {
  return RunSpecSchema.parse({
    name: 'chat',
    data: { source: { kind: 'chat', train: 'train.jsonl', test: 'test.jsonl' } },
    fineTune: { model: 'gpt-4o-2024-08-06' },
    candidates: { tuned: { model: 'tuned' } },
  }) as RunSpec;
}

async function copyLines(from: string, to: string): Promise<void> {
  const all = createInterface({ input: createReadStream(from), crlfDelay: Number.POSITIVE_INFINITY });
  await pipeline(withLineFeeds(all), createWriteStream(to));
}

async function* withLineFeeds(all: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const line of all) yield `${line}\n`;
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1000;
}
