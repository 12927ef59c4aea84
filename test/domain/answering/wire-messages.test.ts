import { describe, expect, it } from '@jest/globals';
import type { Message } from '../../../domain/answering/messages.ts';
import { toWire } from '../../../domain/answering/wire-messages.ts';

const urls = new Map([['abc', 'data:image/jpeg;base64,AAAA']]);
const image = { type: 'image', sha256: 'abc' } as const;

describe('toWire', () => {
  it('spells an image as a data URL with its detail', () => {
    const messages: Message[] = [{ role: 'user', content: [{ type: 'text', text: 'Who?' }, image] }];
    expect(toWire(messages, urls, 'low')).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Who?' },
          { type: 'image_url', image_url: { url: 'data:image/jpeg;base64,AAAA', detail: 'low' } },
        ],
      },
    ]);
  });

  it('keeps messages of text alone as they are', () => {
    const messages: Message[] = [
      { role: 'system', content: 'Answer.' },
      { role: 'user', content: 'Who?' },
      { role: 'assistant', content: 'Ann' },
    ];
    expect(toWire(messages, urls)).toEqual(messages);
  });

  it('sends parts of text alone as a text, which servers without images read too', () => {
    const part = (text: string) => ({ type: 'text', text }) as const;
    expect(toWire([{ role: 'user', content: [part('Who?')] }], urls)).toEqual([{ role: 'user', content: 'Who?' }]);
    const [message] = toWire([{ role: 'user', content: [part('Who?'), part('When?')] }], urls);
    expect(message?.content).toBe('Who?\nWhen?');
  });

  it('leaves the address of an image to the provider, with a detail of its own', () => {
    const messages: Message[] = [{ role: 'user', content: [{ type: 'link', url: 'https://a/b.png', detail: 'low' }] }];
    const [message] = toWire(messages, urls);
    expect(message?.content).toEqual([{ type: 'image_url', image_url: { url: 'https://a/b.png', detail: 'low' } }]);
  });

  it.each(['system', 'assistant'] as const)('refuses an image in a message of the %s', (role) => {
    expect(() => toWire([{ role, content: [image] }], urls)).toThrow(`a ${role} message holds text only`);
  });

  it('names an image that it was not given', () => {
    expect(() => toWire([{ role: 'user', content: [{ type: 'image', sha256: 'xyz' }] }], urls)).toThrow('xyz');
  });
});
