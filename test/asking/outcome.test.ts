import { describe, expect, it } from '@jest/globals';
import { outcomeOfReply, troubleOf } from '../../asking/outcome.ts';
import type { ChatReply } from '../../domain/answering/chat.ts';

const replied = (reply: Partial<ChatReply>) => outcomeOfReply({ text: '', finish: 'stop', ...reply });

describe('outcomeOfReply', () => {
  it('takes a text as the answer, and says whether it was cut', () => {
    expect(replied({ text: 'Moon' })).toEqual({ outcome: 'answered', text: 'Moon', cutByLength: false });
    expect(replied({ text: 'Moo', finish: 'length' })).toEqual({ outcome: 'answered', text: 'Moo', cutByLength: true });
  });

  it('takes a text that ended by a word we do not know as the answer, and keeps the word', () => {
    const reply = { text: 'Moon', finish: 'unknown', finishWord: 'eos' } as const;
    expect(replied(reply)).toEqual({ outcome: 'answered', text: 'Moon', cutByLength: false, finishWord: 'eos' });
    expect(replied({ text: 'Moon', finish: 'unknown' })).toEqual(replied({ text: 'Moon' }));
  });

  it('takes an empty text with which the model has ended as an answer', () => {
    expect(replied({})).toEqual({ outcome: 'answered', text: '', cutByLength: false });
  });

  it.each([
    ['an empty text that was cut', { finish: 'length' }],
    ['an empty text that was cut, with reasoning', { finish: 'length', reasoning: true }],
    ['thoughts that were cut', { text: '<think>Hm, the cover', finish: 'length' }],
    ['thoughts without an answer that were cut', { text: '<think>Hm.</think>\n', finish: 'length' }],
  ] as const)('takes %s as missing, since our limit was spent on reasoning', (_, reply) => {
    expect(replied(reply)).toMatchObject({ outcome: 'failed', code: 'empty-at-limit' });
  });

  it('takes reasoning without a text as missing', () => {
    expect(replied({ reasoning: true })).toMatchObject({ outcome: 'failed', code: 'only-reasoning' });
    expect(replied({ reasoning: true, finish: 'unknown' })).toMatchObject({ code: 'only-reasoning' });
  });

  it.each(['stop', 'unknown'] as const)(
    'takes thoughts within the text, without an answer, as missing: %s',
    (finish) => {
      for (const text of ['<think>Hm, the cover.</think>', '<think>Hm, the cover']) {
        expect(replied({ text, finish })).toMatchObject({ outcome: 'failed', code: 'only-reasoning' });
      }
      expect(replied({ text: '\u200b', finish: 'unknown' })).toMatchObject({ outcome: 'failed', code: 'no-text' });
      expect(replied({ text: '<think>Hm.</think>Moon', finish })).toMatchObject({ outcome: 'answered' });
    },
  );

  it('takes no text and no word that we know as missing', () => {
    expect(replied({ finish: 'unknown', finishWord: 'load' })).toEqual({
      outcome: 'failed',
      code: 'no-text',
      reason: 'no text, ended by "load"',
    });
    expect(replied({ finish: 'unknown' })).toMatchObject({ outcome: 'failed', code: 'no-text' });
  });

  it('takes a refusal as one, whoever refused', () => {
    expect(replied({ refusal: 'I cannot.', text: 'x' })).toEqual({
      outcome: 'refused',
      by: 'model',
      text: 'I cannot.',
    });
    expect(replied({ finish: 'content_filter' })).toEqual({ outcome: 'refused', by: 'content-filter', text: '' });
    expect(replied({ finish: 'content_filter', finishWord: 'SAFETY', text: 'a' })).toEqual({
      outcome: 'refused',
      by: 'content-filter',
      text: 'a',
      code: 'SAFETY',
    });
  });
});

describe('troubleOf', () => {
  it('keeps what can be counted and what the provider said, and no request id', () => {
    const problem = { action: 'failed', message: 'HTTP 400', code: 'bad_image', status: 400, said: 'No.' } as const;
    expect(troubleOf({ ...problem, requestId: 'req-1' })).toEqual({
      reason: 'HTTP 400',
      code: 'bad_image',
      status: 400,
      said: 'No.',
    });
    expect(troubleOf({ action: 'failed', message: 'timeout', code: 'timeout' })).toEqual({
      reason: 'timeout',
      code: 'timeout',
    });
  });
});
