import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { Message } from '../../../domain/answering/messages.ts';
import { groupOf, identityOf, toSample } from '../../../domain/data/identity.ts';
import { imageNamed, rowOf } from '../../fakes/rows.ts';

const sha256 = 'ab'.repeat(32);
const hash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16);

describe('groupOf', () => {
  it('is the image of a question about one, whatever is asked', () => {
    expect(groupOf(rowOf(0, { images: [imageNamed(sha256)] }))).toBe(sha256.slice(0, 16));
  });

  it('is made of several images in their order, and of text alone of the prompt', () => {
    const [a, b] = [imageNamed('a'), imageNamed('b')];
    expect(groupOf(rowOf(0, { images: [a, b] }))).toBe(hash('a b'));
    expect(groupOf(rowOf(0, { images: [b, a] }))).not.toBe(hash('a b'));
    expect(groupOf(rowOf(0, { images: [], question: ' Who\nwrote  IT?' }))).toBe(hash('who wrote it?'));
  });

  it('takes the whole conversation for the prompt, but for the system message', () => {
    const turns = (first: string): Message[] => [
      { role: 'system', content: `Be ${first}.` },
      { role: 'user', content: [{ type: 'text', text: first }] },
      { role: 'assistant', content: 'Yes?' },
      { role: 'user', content: 'Go on.' },
    ];
    const of = (messages: Message[]) => groupOf(rowOf(0, { images: [], question: 'Go on.', messages }));
    expect(of(turns('kind'))).not.toBe(of(turns('rude')));
    expect(of([{ role: 'system', content: 'Other.' }, ...turns('kind').slice(1)])).toBe(of(turns('kind')));
  });
});

describe('identityOf', () => {
  it('is the image as the source has it, so that earlier looks at it are found', () => {
    expect(identityOf(rowOf(0), [sha256])).toBe(sha256.slice(0, 16));
  });

  it('is question and images everywhere else', () => {
    const one = identityOf(rowOf(0, { question: 'Which is older?' }), ['a', 'b']);
    expect(identityOf(rowOf(7, { question: 'which is  older?' }), ['a', 'b'])).toBe(one);
    expect(identityOf(rowOf(0, { question: 'Which is newer?' }), ['a', 'b'])).not.toBe(one);
    expect(identityOf(rowOf(0, { question: 'Which is older?' }), [])).not.toBe(one);
  });
});

describe('toSample', () => {
  it('takes group and cluster of the data before those of what is shown', () => {
    const { group, cluster } = toSample('test', rowOf(3, { group: 'order 7' }));
    expect([group, cluster]).toEqual(['order 7', 'order 7']);
    expect(toSample('test', rowOf(3, { cluster: 'customer' }))).toMatchObject({
      group: 'image-3',
      cluster: 'customer',
    });
  });

  it('keeps where a row came from and what it is called there, and lets go of its training line', () => {
    const line = { file: 'test.jsonl', start: 0, bytes: 2 };
    const own = { ownId: 'A-1', where: 'test.csv line 5', line, targets: ['Ann', 'Anne'] };
    const sample = toSample('unlabelled', rowOf(3, own));
    expect(sample).toMatchObject({
      id: 'unlabelled-3',
      ownId: 'A-1',
      where: 'test.csv line 5',
      targets: ['Ann', 'Anne'],
    });
    expect(sample).not.toHaveProperty('line');
  });
});
