import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { type RunSpec, RunSpecSchema } from '../domain/spec/run-spec.ts';
import { prepareInto } from '../preparing/preview.ts';

/**
 * Prints the lines a second of preparing conversations that are trained on as they are, of text alone and with an image each,
 * beside a bare copy of the lines, by the clock and by the processor time of the whole process.
 */

const { values } = parseArgs({
  options: {
    lines: { type: 'string', default: '50000' },
    rounds: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
  },
});

interface Lines {
  name: string;
  count: number;
  /** Of the one image in each; 0 for none. */
  imageBytes: number;
}

const text = Number(values.lines);
const kinds: readonly Lines[] = [
  { name: '1.5 kB of text', count: text, imageBytes: 0 },
  { name: '100 kB with an image', count: text / 100, imageBytes: 73_000 },
  { name: '465 kB with an image', count: text / 250, imageBytes: 346_000 },
];
const figures: object[] = [];
for (const lines of kinds) await measure(lines);
if (values.json) console.log(JSON.stringify(figures, null, 2));

async function measure(lines: Lines): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tempera-bench-chat-'));
  const train = path.join(folder, 'train.jsonl');
  try {
    await pipeline(Readable.from(conversations(lines)), createWriteStream(train));
    await writeFile(path.join(folder, 'test.jsonl'), conversation('test'));
    for (let round = 1; round <= Number(values.rounds); round++) {
      const copied = await taken(() => copyLines(train, path.join(folder, 'copy.jsonl')));
      show(lines, copied, await taken(() => prepareInto(spec(), folder, path.join(folder, 'out'))));
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

function show({ name, count }: Lines, copied: Taken, prepared: Taken): void {
  const ratios = { clock: copied.clock / prepared.clock, processor: copied.processor / prepared.processor };
  figures.push({ lines: name, copied, prepared, ratios });
  if (values.json) return;
  const each = ({ clock, processor }: Taken) =>
    `${(count / clock).toFixed(0)} lines/s, ${((1e6 * processor) / count).toFixed(1)} µs of processor time a line`;
  const both = `${ratios.clock.toFixed(2)} by the clock, ${ratios.processor.toFixed(2)} by processor time`;
  console.log(`${name}: bare copy ${each(copied)}; Tempera ${each(prepared)}; ${both} (demanded: 0.5)`);
}

async function* conversations({ count, imageBytes }: Lines): AsyncGenerator<string> {
  for (let n = 0; n < count; n += 1) {
    yield conversation(`train ${n}`, imageBytes > 0 ? await noise(n, imageBytes) : undefined);
  }
}

/** About 1.5 kB of text, a usual length of a ticket with its answer. */
function conversation(name: string, image?: Buffer): string {
  const asked = `${name}: ${'My parcel has not arrived, and nobody answers the phone. '.repeat(12)}`;
  const url = image && `data:image/jpeg;base64,${image.toString('base64')}`;
  const shown = [
    { type: 'text', text: asked },
    { type: 'image_url', image_url: { url } },
  ];
  const messages = [
    { role: 'system', content: 'Answer the customer in the tone of the house. '.repeat(6) },
    { role: 'user', content: image ? shown : asked },
    { role: 'assistant', content: 'We are sorry to hear that, and look into it at once. '.repeat(8) },
  ];
  return `${JSON.stringify({ messages })}\n`;
}

/** A picture of about so many bytes, each its own. */
async function noise(n: number, bytes: number): Promise<Buffer> {
  const side = Math.round(Math.sqrt(bytes));
  const pixels = Buffer.alloc(3 * side * side);
  for (let at = 0, state = n + 1; at < pixels.length; at += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    pixels[at] = state >>> 24;
  }
  return sharp(pixels, { raw: { width: side, height: side, channels: 3 } })
    .jpeg({ quality: 72 })
    .toBuffer();
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

/** Seconds, by the clock and of the processor. */
interface Taken {
  clock: number;
  processor: number;
}

async function taken(work: () => Promise<unknown>): Promise<Taken> {
  const [begun, used] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(used);
  return { clock: (performance.now() - begun) / 1000, processor: (user + system) / 1e6 };
}
