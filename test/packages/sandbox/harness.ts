import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import OpenAI from 'openai';
import sharp from 'sharp';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../packages/sandbox/server.ts';
import type { OperationCalls } from '../../../packages/sandbox/state/call-log.ts';

/** A sandbox of its own for one test file, and an official client for it. */
export interface Harness {
  sandbox: Sandbox;
  openai: OpenAI;
  stateDir: string;
  /** Stops and starts again on the same state. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** One line of print: what it says, and how tall it is in pixels. */
export interface Print {
  text: string;
  size: number;
}

/** A training or test example: what is printed, what is asked, and the right answer. */
export interface Sample {
  print: Print[];
  question: string;
  answer: string;
}

const SYSTEM = 'Look at the image and answer the question. Give the conclusion only.';
const FONT = createRequire(import.meta.url).resolve('@expo-google-fonts/eb-garamond/700Bold/EBGaramond_700Bold.ttf');

export async function openHarness(options: Partial<SandboxOptions> = {}): Promise<Harness> {
  const stateDir = mkdtempSync(join(tmpdir(), 'tempera-sandbox-'));
  const start = async () => await startSandbox({ stateDir, ...options });
  const sandbox = await start();
  const harness: Harness = {
    sandbox,
    openai: clientFor(sandbox),
    stateDir,
    async restart() {
      await harness.sandbox.close();
      harness.sandbox = await start();
      harness.openai = clientFor(harness.sandbox);
    },
    async close() {
      await harness.sandbox.close();
      rmSync(stateDir, { recursive: true });
    },
  };
  return harness;
}

export const clientFor = ({ url }: { url: string }, apiKey = 'sk-anything'): OpenAI =>
  new OpenAI({ baseURL: url, apiKey, maxRetries: 0 });

/** What the sandbox counted. */
export async function callsOf({ url }: Sandbox): Promise<OperationCalls[]> {
  const response = await fetch(new URL('/sandbox/calls', url));
  return Object(await response.json()).operations;
}

/** A JPEG with the lines of print below each other, as a data URL. */
export async function printed(lines: readonly Print[]): Promise<string> {
  let y = 40;
  const texts = lines.map(({ text, size }) => {
    y += Math.round(size * 1.4);
    return `<text x="220" y="${y}" text-anchor="middle" font-family="EB Garamond" font-weight="700" font-size="${size}">${text.replaceAll('&', '&amp;')}</text>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="440" height="300"><rect width="440" height="300" fill="#f4efe4"/>${texts.join('')}</svg>`;
  const png = new Resvg(svg, { font: { fontFiles: [FONT], loadSystemFonts: false } }).render().asPng();
  const jpeg = await sharp(png).jpeg({ quality: 80 }).toBuffer();
  return `data:image/jpeg;base64,${jpeg.toString('base64')}`;
}

/** The messages that ask about an image. */
export const asking = (question: string, image: string, number = 1): OpenAI.ChatCompletionMessageParam[] => [
  { role: 'system', content: SYSTEM },
  {
    role: 'user',
    content: [
      { type: 'text', text: `Question [${number}]: ${question}` },
      { type: 'image_url', image_url: { url: image, detail: 'high' } },
    ],
  },
];

/** A training file of the samples. */
export async function trainingFile(samples: readonly Sample[], name = 'train.jsonl'): Promise<File> {
  const lines = samples.map(async ({ print, question, answer }, index) => {
    const messages = [...asking(question, await printed(print), index), { role: 'assistant', content: answer }];
    return `${JSON.stringify({ messages })}\n`;
  });
  return new File(await Promise.all(lines), name);
}

/** Asks a model and returns what it says. */
export async function ask(openai: OpenAI, model: string, question: string, image: string): Promise<string> {
  const completion = await openai.chat.completions.create({ model, messages: asking(question, image) });
  return completion.choices[0]?.message.content ?? '';
}

/** Waits until a job has ended. */
export async function ended(openai: OpenAI, id: string): Promise<OpenAI.FineTuning.FineTuningJob> {
  for (;;) {
    const job = await openai.fineTuning.jobs.retrieve(id);
    if (['succeeded', 'failed', 'cancelled'].includes(job.status)) return job;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Twelve small covers with made-up books, three questions each. */
export const COVERS: readonly Sample[] = [
  ['THE SILENT HARBOUR', 'ANNA LINDQVIST', 'Fiction'],
  ['A GARDEN OF CLOCKS', 'PETER MARLOWE', 'Poetry'],
  ['POEMS OF THE NORTH', 'EDITH CRANE', 'Poetry'],
  ['THE LAST LANTERN', 'GEORGE HALE', 'Fiction'],
  ['RIVERS AND ROADS', 'MARY WINSLOW', 'Travel'],
  ['THE GLASS ORCHARD', 'THOMAS BELL', 'Fiction'],
  ['SONGS OF A WINTER', 'CLARA NASH', 'Poetry'],
  ['ACROSS THE DESERT', 'HENRY STONE', 'Travel'],
  ['THE HOUSE OF RAIN', 'LUCY HART', 'Fiction'],
  ['VERSES FOR SPRING', 'OSCAR DUNN', 'Poetry'],
  ['THE COAST OF SPAIN', 'ROSE PARKER', 'Travel'],
  ['THE IRON SPARROW', 'WALTER GREY', 'Fiction'],
].flatMap(([title = '', author = '', genre = '']) => {
  const print = [
    { text: title, size: 34 },
    { text: author, size: 22 },
  ];
  return [
    { print, question: 'What is the title of this book?', answer: titleCase(title) },
    { print, question: 'Who wrote this book?', answer: titleCase(author) },
    { print, question: 'What is the genre of this book?', answer: genre },
  ];
});

function titleCase(text: string): string {
  return text
    .toLowerCase()
    .split(' ')
    .map((word, index) =>
      index > 0 && /^(?:of|and|a|for|the)$/.test(word) ? word : word.slice(0, 1).toUpperCase() + word.slice(1),
    )
    .join(' ');
}
