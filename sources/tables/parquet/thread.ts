import { parentPort } from 'node:worker_threads';
import { type FileMetaData, parquetMetadataAsync, parquetRead } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import type { Answer, Content, Order, Said } from './messages.ts';
import { nextRows } from './row-batches.ts';

/** Decodes a Parquet file whose bytes it asks for; whoever has it do so ends it where it never stops. */

let file = { byteLength: 0, slice };
let metadata: FileMetaData | undefined;
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

function slice(start: number, end = file.byteLength): Promise<ArrayBuffer> {
  const id = ++asked;
  return new Promise((resolve) => {
    waiting.set(id, resolve);
    say({ id, start, end });
  });
}

async function carryOut(order: Order): Promise<{ answer: Answer; owned?: ArrayBuffer[] }> {
  if ('open' in order) {
    file = { byteLength: order.open.bytes, slice };
    wanted = [];
    metadata = order.open.metadata ?? (await parquetMetadataAsync(file));
    return { answer: order.open.metadata ? {} : { metadata } };
  }
  if ('decode' in order) {
    wanted = [];
    given = 0;
    wanted = await decode(order.decode);
    return { answer: {} };
  }
  const { rows, owned } = nextRows(wanted, given);
  given += rows.length;
  if (given === wanted.length) wanted = [];
  return { answer: { rows }, owned };
}

async function decode({ columns, from, to, due }: Extract<Order, { decode: unknown }>['decode']): Promise<unknown[][]> {
  if (!metadata) throw new Error('no file has been opened');
  const read = Promise.withResolvers<unknown[][]>();
  await parquetRead({
    file,
    metadata,
    columns,
    rowStart: from,
    rowEnd: to,
    compressors: decompressors,
    // Else image bytes would be decoded as if they were text.
    utf8: false,
    rowFormat: 'array',
    onComplete: read.resolve,
  });
  const rows = await read.promise;
  return Array.from(due, (row) => rows[row] ?? []);
}

// A page of no bytes is nothing to decompress, and LZ4 writes it as one byte that the decoder takes for a broken one.
const decompressors: typeof compressors = Object.fromEntries(
  Object.entries(compressors).map(([codec, decompress]) => [
    codec,
    (input: Uint8Array, length: number) => (length === 0 ? new Uint8Array() : decompress(input, length)),
  ]),
);
