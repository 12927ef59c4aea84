import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Trouble } from '../../../domain/answering/answer.ts';
import { isOpen, mayBeMended, settledRecords } from '../../../domain/answering/mending.ts';

describe('mayBeMended', () => {
  it.each<[string, Trouble]>([
    ['a spent balance', { reason: 'HTTP 402', code: 'payment_required', status: 402 }],
    ['a spent balance in another dress', { reason: 'HTTP 400, code Arrearage', code: 'Arrearage', status: 400 }],
    ['a key', { reason: 'HTTP 401', code: '401', status: 401 }],
    ['a key in another dress', { reason: 'HTTP 400, code invalid_api_key', code: 'invalid_api_key', status: 400 }],
    ['a client that was thought to be gone', { reason: 'HTTP 499, again and again', code: '499', status: 499 }],
    ['a right that lacks', { reason: 'HTTP 403', code: '403', status: 403 }],
    ['a server out of order', { reason: 'HTTP 503, again and again', code: '503', status: 503 }],
    ['a timeout', { reason: 'timeout, again and again', code: 'timeout' }],
    ['a lost connection', { reason: 'no connection (ECONNRESET)', code: 'connection' }],
    ['a reply nobody can read', { reason: 'unreadable response', code: 'unreadable', status: 200 }],
    ['a reply without a text', { reason: 'no text', code: 'no-text' }],
    ['a rating nobody can read', { reason: 'reply is not a rating', code: 'unreadable-rating' }],
    ['a spent balance, as 0.1.0 stored it', { reason: 'HTTP 402, code 402' }],
    ['a server out of order, as 0.1.0 stored it', { reason: 'HTTP 500, type internal_server_error, again and again' }],
    ['a reply, as 0.1.0 stored it', { reason: 'unreadable response (choices.0.message.content), again and again' }],
    ['a rating, as 0.1.0 stored it', { reason: 'reply is not a rating' }],
  ])('is so of %s', (_, trouble) => {
    expect(mayBeMended(trouble)).toBe(true);
  });

  it.each<[string, Trouble]>([
    ['a bad request', { reason: 'HTTP 400, code unsupported_value', code: 'unsupported_value', status: 400 }],
    ['a bad image, as 0.1.0 stored it', { reason: 'HTTP 400, code invalid_image' }],
    ['a request that is too large', { reason: 'HTTP 429, code rate_limit_exceeded', code: 'x', status: 429 }],
    ['a limit that is too low', { reason: 'no text within maxTokens', code: 'empty-at-limit' }],
    ['a rating cut by length', { reason: 'reply was cut', code: 'cut' }],
    ['a judge that refuses', { reason: 'refused by the judge' }],
    ['another word', { reason: '' }],
  ])('is not so of %s', (_, trouble) => {
    expect(mayBeMended(trouble)).toBe(false);
  });
});

describe('settledRecords', () => {
  const open = { outcome: 'failed', reason: 'timeout' };
  const final = { outcome: 'failed', reason: 'HTTP 400' };
  const answered = { outcome: 'answered', reason: '' };
  const record = fc.record({
    id: fc.constantFrom('a', 'b'),
    of: fc.constantFrom(open, final, answered),
  });

  it('keeps the first record that stands, and the last one where none does', () => {
    fc.assert(
      fc.property(fc.array(record), (all) => {
        const records = all.map(({ id, of }, index) => ({ ...of, id, index }));
        for (const [id, kept] of settledRecords(records, (one) => one.id)) {
          const own = records.filter((one) => one.id === id);
          expect(kept).toBe(own.find((one) => !isOpen(one)) ?? own.at(-1));
        }
      }),
    );
  });
});
