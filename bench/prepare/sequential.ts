import { glob, open } from 'node:fs/promises';
import path from 'node:path';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { permutation } from '../../domain/data/permutation.ts';
import type { RunSpec } from '../../domain/spec/run-spec.ts';
import { convertImage } from '../../preparing/images.ts';
import { printMeasured } from './measured.ts';
import { benchSpec } from './spec.ts';

/** The published pipeline's way: read the whole file, then question by question encode its image and write its line. */

interface Cover {
  image: { bytes: Uint8Array };
  questions: string[];
  answers: string[];
}

interface Question {
  row: number;
  question: string;
  answer: string;
  image: Uint8Array;
}

const [data = '', out = ''] = process.argv.slice(2);
const spec = await benchSpec(data);
await printMeasured(out, () => prepare(spec));

async function prepare({ prompt }: RunSpec): Promise<{ rows: number }> {
  const train = await questionsOf('train');
  const shown = [];
  for (const [index, { row, reasoning }] of prompt.examples.entries()) {
    const example = train[row];
    if (!example) throw new Error(`no row ${row}`);
    const text = `**Example ${index + 1}:** ${example.question}`;
    shown.push({ role: 'user', content: await contentOf(text, example.image) });
    shown.push({ role: 'assistant', content: `${reasoning}\n\n${example.answer}` });
  }
  const opening = [{ role: 'system', content: prompt.system }, ...shown];
  let rows = 0;
  for (const split of ['train', 'validation', 'test'] as const) {
    const questions = split === 'train' ? train : await questionsOf(split);
    await writeLines(split, opening, questions);
    rows += questions.length;
  }
  return { rows };
}

async function questionsOf(split: 'train' | 'validation' | 'test'): Promise<Question[]> {
  const [name] = await Array.fromAsync(glob(spec.data.source[split] ?? split, { cwd: data }));
  const file = await asyncBufferFromFile(path.join(data, name ?? split));
  const source = (await parquetReadObjects({ file, compressors, utf8: false })) as Cover[];
  const { take, seed } = spec.data;
  const order = permutation(seed, source.length).subarray(0, take[split] === 'all' ? undefined : take[split]);
  return [...order]
    .flatMap((position) => source[position] ?? [])
    .flatMap(({ image, questions, answers }) =>
      questions.map((question, index) => ({ question, answer: answers[index] ?? '', image: image.bytes })),
    )
    .map((asked, row) => ({ row, ...asked }));
}

async function writeLines(split: string, opening: readonly object[], questions: readonly Question[]): Promise<void> {
  const file = await open(path.join(out, `${split}.jsonl`), 'w');
  for (const { row, question, answer, image } of questions) {
    const asked = { role: 'user', content: await contentOf(`Question [${row}]: ${question}`, image) };
    const answered = split === 'test' ? [] : [{ role: 'assistant', content: answer }];
    await file.write(`${JSON.stringify({ messages: [...opening, asked, ...answered] })}\n`);
  }
  await file.close();
}

async function contentOf(text: string, bytes: Uint8Array): Promise<object[]> {
  const { content } = await convertImage(bytes, spec.prompt.image);
  const url = `data:image/jpeg;base64,${content.toString('base64')}`;
  return [
    { type: 'text', text },
    { type: 'image_url', image_url: { url, detail: spec.prompt.image.detail } },
  ];
}
