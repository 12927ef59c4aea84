import { describe, expect, it } from '@jest/globals';
import { askedTurn } from '../../../../packages/sandbox/learning/turn.ts';
import type { Message } from '../../../../packages/sandbox/wire.ts';

const user = (content: Message['content']): Message => ({ role: 'user', content });
const image = (url: string) => ({ type: 'image_url' as const, image_url: { url } });

describe('askedTurn', () => {
  it.each([
    ['Question [17]: Who wrote this book?', 'Who wrote this book?'],
    ['Task 3 - What does it cost?', 'What does it cost?'],
    ['Look closely.\nWhere is it?\nThank you.', 'Where is it?'],
    ['Name the colour', 'Name the colour'],
    ['What happened in 1984: a novel?', 'What happened in 1984: a novel?'],
    ['', ''],
  ])('finds the question in %j', (text, question) => {
    expect(askedTurn([user(text)]).question).toBe(question);
  });

  it.each([
    ['I was charged twice.\nWhich team should take this?', ['I was charged twice.']],
    ['Which team?\nI was charged twice.\n\nHelp!', ['I was charged twice.', 'Help!']],
    ['I was charged twice.', ['I was charged twice.']],
    ['Question [17]: Who wrote this book?', []],
  ])('reads what stands beside the question of %j, where there is no image', (text, passage) => {
    expect(askedTurn([user(text)]).passage).toEqual(passage);
    expect(askedTurn([user([{ type: 'text', text }, image('data:a')])]).passage).toEqual([]);
  });

  it('looks at the messages after the last answer only', () => {
    const turn = askedTurn([
      { role: 'system', content: 'Answer.' },
      user([{ type: 'text', text: 'Who?' }, image('data:a')]),
      { role: 'assistant', content: 'Ann' },
      user('Question [2]: What?'),
      user([image('data:b')]),
    ]);
    expect(turn).toEqual({
      question: 'What?',
      images: [{ url: 'data:b', detail: 'auto' }],
      passage: [],
      isBare: false,
    });
  });

  it.each([
    ['Give the conclusion only.', true],
    ['Reply with only the final answer', true],
    ['Return just the exact text.', true],
    ['Explain how you come to your answer.', false],
  ])('sees whether %j asks for the bare answer', (instructions, isBare) => {
    expect(askedTurn([{ role: 'developer', content: instructions }, user('Who?')]).isBare).toBe(isBare);
  });
});
