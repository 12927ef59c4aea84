import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { checkTrainingFile, trainingLines } from '../../../../packages/sandbox/training/training-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tempera-training-file-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('the lines of a training file', () => {
  it.each(['\u2028', '\u2029', '\u0085', '\r', '\0', '\ud800'])('may hold %j in their texts', async (character) => {
    const file = path.join(folder, 'train.jsonl');
    const messages = (n: number) => [
      { role: 'user', content: `question ${n}${character}?` },
      { role: 'assistant', content: `an${character}swer` },
    ];
    await writeFile(file, [1, 2].map((n) => `${JSON.stringify({ messages: messages(n) })}\r\n`).join(''));
    const signal = new AbortController().signal;
    expect(await checkTrainingFile(file, signal, 1)).toMatchObject({ examples: 2, skipped: [] });
    expect(await Array.fromAsync(trainingLines(file, signal))).toMatchObject([
      { number: 1, answer: `an${character}swer` },
      { number: 2, answer: `an${character}swer` },
    ]);
  });
});
