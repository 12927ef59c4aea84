import { parentPort } from 'node:worker_threads';
import { openArrow } from './arrow.ts';
import type { Answer, Content, Decodable, Format, Metadata, Order, Said } from './messages.ts';
import { openParquet } from './parquet.ts';
import { nextRows } from './row-batches.ts';

/** Decodes a file whose bytes it asks for; whoever has it do so ends it where it never stops. */

let file: Decodable<Format> | undefined;
let wanted: unknown[][] = [];
let given = 0;
const waiting = new Map<number, (content: ArrayBuffer) => void>();
let asked = 0;

parentPort?.on('message', (message: Order | Content) => {
  if ('content' in message) {
    waiting.get(message.id)?.(message.content);
    waiting.delete(message.id);
    return;
  }
  carryOut(message).then(
    ({ answer, owned }) => say({ answer }, owned),
    (error: unknown) => say({ error: error instanceof Error ? error.message : String(error) }),
  );
});

function say(said: Said, owned: readonly ArrayBuffer[] = []): void {
  parentPort?.postMessage(said, [...owned]);
}

function slice(start: number, end: number): Promise<ArrayBuffer> {
  const id = ++asked;
  return new Promise((resolve) => {
    waiting.set(id, resolve);
    say({ id, start, end });
  });
}

async function carryOut(order: Order): Promise<{ answer: Answer; owned?: ArrayBuffer[] }> {
  if ('open' in order) {
    wanted = [];
    file = await open(order.open);
    return { answer: order.open.metadata ? {} : { metadata: file.metadata } };
  }
  if ('decode' in order) {
    wanted = [];
    given = 0;
    if (!file) throw new Error('no file has been opened');
    wanted = await file.decode(order.decode);
    return { answer: {} };
  }
  const { rows, owned } = nextRows(wanted, given);
  given += rows.length;
  if (given === wanted.length) wanted = [];
  return { answer: { rows }, owned };
}

function open({ bytes, format, metadata }: Extract<Order, { open: unknown }>['open']): Promise<Decodable<Format>> {
  const opened = { byteLength: bytes, slice: (start: number, end = bytes) => slice(start, end) };
  return format === 'parquet'
    ? openParquet(opened, metadata as Metadata['parquet'] | undefined)
    : openArrow(opened, metadata as Metadata['arrow'] | undefined);
}
