import { describe, expect, it } from '@jest/globals';
import { earlierTurns, longestEarlier } from '../../../domain/answering/earlier-turns.ts';
import type { Message } from '../../../domain/answering/messages.ts';

const user = (content: Message['content']): Message => ({ role: 'user', content });

describe('earlierTurns', () => {
  it('are all before the last question but what the system says, images in their places', () => {
    const picture = user([
      { type: 'text', text: 'This?' },
      { type: 'image', sha256: 'a' },
    ]);
    const said: Message[] = [
      { role: 'system', content: 's' },
      picture,
      { role: 'assistant', content: 'No.' },
      user('That?'),
    ];
    expect(earlierTurns(said)).toBe('user: This?\n[image]\nassistant: No.');
  });

  it('are none of a question alone, and of what is no conversation', () => {
    expect(earlierTurns()).toBeUndefined();
    expect(earlierTurns([{ role: 'system', content: 's' }, user('q')])).toBeUndefined();
  });

  it('are cut to what stands nearest to the question', () => {
    const text = earlierTurns([user('😀'.repeat(10_000)), user('end'), user('q')]) ?? '';
    expect(text.length).toBeLessThanOrEqual(longestEarlier + 2);
    expect([text.endsWith('user: end'), text.isWellFormed()]).toEqual([true, true]);
  });
});
