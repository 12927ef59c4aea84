import { expect, it } from '@jest/globals';
import { identityOfAnswers } from '../../../domain/stored/identity.ts';
import type { TakenAnswers } from '../../../domain/stored/origin.ts';

const shard = (key: string, sha256: string) => ({ key, sha256, bytes: 1, mediaType: 'application/jsonl' });

it('knows answers by what they are, wherever an execution has collected them', () => {
  const given = identityOfAnswers({ shards: [shard('old/0', 'a'), shard('old/1', 'b')] });
  expect(given.stored).toBe(false);
  expect(identityOfAnswers({ shards: [shard('old~2/0', 'a'), shard('old/1', 'b')] })).toEqual(given);
  expect(identityOfAnswers({ shards: [shard('old/0', 'a'), shard('old~2/1', 'c')] })).not.toEqual(given);
});

it('knows answers that were taken by where they were taken from', () => {
  const stored = { sha256: 'f' } as TakenAnswers;
  expect(identityOfAnswers({ shards: [], stored })).toEqual({ answers: 'f', stored: true });
});
