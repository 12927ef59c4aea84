import { createWriteStream, existsSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parquetWriteFile } from 'hyparquet-writer';

/** Writes the same rows as rows.csv and rows.parquet, and ten others as asked.csv and asked.parquet. */

const [folder = '', count = ''] = process.argv.slice(2);

interface Ticket {
  question: string;
  answer: string;
  customer: string;
}

function ticket(n: number): Ticket {
  const words = ['parcel', 'invoice', 'refund', 'account', 'delivery', 'address', 'password', 'voucher'];
  const word = (shift: number) => words[Math.floor(n / 8 ** shift) % 8] ?? '';
  return {
    question: `Ticket ${n}: my ${word(0)} and ${word(1)} are gone, "${word(2)}" says the page. What about the ${word(3)}?`,
    answer: `We look into ${word(n % 4)} ${n % 5000} at once.`,
    customer: `customer ${n % 200_000}`,
  };
}

await write('rows', Number(count), 0);
await write('asked', 10, 10_000_000);

async function write(name: string, rows: number, from: number): Promise<void> {
  const [csv, parquet] = ['csv', 'parquet'].map((kind) => path.join(folder, `${name}.${kind}`)) as [string, string];
  if (existsSync(parquet)) return;
  await pipeline(Readable.from(linesOf(rows, from)), createWriteStream(csv));
  const columns = ['question', 'answer', 'customer'] as const;
  const columnData = columns.map((column) => ({
    name: column,
    data: Array.from({ length: rows }, (_, n) => ticket(from + n)[column]),
    type: 'STRING' as const,
  }));
  await parquetWriteFile({ filename: parquet, columnData, rowGroupSize: 100_000 });
}

function* linesOf(rows: number, from: number): Generator<string> {
  yield 'question,answer,customer\n';
  for (let n = 0; n < rows; n += 1) {
    const { question, answer, customer } = ticket(from + n);
    yield `"${question.replaceAll('"', '""')}",${answer},${customer}\n`;
  }
}
