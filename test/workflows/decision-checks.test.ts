import { describe, expect, it } from '@jest/globals';
import { checkApproved, checkRejected } from '../../workflows/decision-checks.ts';

const estimate = 'a'.repeat(64);
const asked = { estimate, lines: [], risen: [] };

describe('checkApproved', () => {
  it('takes the estimate that waits, from anybody who says a name', () => {
    expect(() => checkApproved({ estimate, by: 'Ada Lovelace' }, asked)).not.toThrow();
  });

  it.each<[string, unknown, RegExp]>([
    ['nothing', undefined, /^expected \{ "estimate": "a{64}", "by": NAME \}$/],
    ['a text', 'yes', /^expected/],
    ['a list', [estimate, 'Ada'], /^expected/],
    ['nobody', { estimate }, /"by" is missing: expected/],
    ['a name that is blank', { estimate, by: ' ' }, /"by" is missing/],
    ['a name that is a number', { estimate, by: 7 }, /"by" is missing/],
    ['a name without end', { estimate, by: 'x'.repeat(101) }, /"by" has 101 characters: at most 100/],
    ['a name that steers a terminal', { estimate, by: 'Ada\u001b[2J' }, /"by" holds a control character/],
    ['no estimate', { by: 'Ada' }, /"estimate" is missing/],
    ['another estimate', { estimate: 'b'.repeat(64), by: 'Ada' }, /another estimate waits for approval, a{64}\. Look/],
  ])('refuses %s, and says what it takes', (_, sent, words) => {
    expect(() => checkApproved(sent, asked)).toThrow(words);
  });
});

describe('checkRejected', () => {
  it('takes a reason, with or without a name', () => {
    for (const more of [{}, { by: 'Ada' }]) expect(() => checkRejected({ reason: 'too much', ...more })).not.toThrow();
  });

  it.each<[string, unknown, RegExp]>([
    ['nothing', null, /^expected \{ "reason": TEXT, "by": NAME \}$/],
    ['no reason', { by: 'Ada' }, /"reason" is missing/],
    ['a reason without end', { reason: 'x'.repeat(501) }, /501 characters: at most 500/],
    ['a name that is none', { reason: 'no', by: '' }, /"by" is missing/],
  ])('refuses %s, and says what it takes', (_, sent, words) => {
    expect(() => checkRejected(sent)).toThrow(words);
  });
});
