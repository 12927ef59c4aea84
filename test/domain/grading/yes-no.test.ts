import { describe, expect, it } from '@jest/globals';
import { readYesNo } from '../../../domain/grading/yes-no.ts';

describe('readYesNo', () => {
  it.each([
    ['Yes', 'yes'],
    ['no.', 'no'],
    ['**NO**', 'no'],
    ['Ｙｅｓ', 'yes'],
    ['**Answer:** No. **Reasoning:** The cover shows a ship.', 'no'],
    ['**Reasoning:** Yes, a castle is shown, but no dragon. **Answer:** Yes', 'yes'],
    ['Reasoning: it might be, yes or no.\n\nConclusion: no', 'no'],
    ['## Answer\nYes', 'yes'],
    ['The answer is "yes".', 'yes'],
    ['Final answer - no', 'no'],
    ['No, it is not about history.', 'no'],
    ['It is a novel, so no.', 'no'],
    ['There is no sign of magic, but yes.', 'yes'],
    ['Yes. Yes, it is.', 'yes'],
    [`'Yes'`, 'yes'],
    ['Yes-', 'yes'],
    ['- No dragon is shown', 'no'],
    ["The answer is: 'no'.", 'no'],
    ['Answer -> (yes)', 'yes'],
    ['Conclusion: \u300cno\u300d, although one might say yes', 'no'],
    ['What is the answer? No: yes is wrong. Answer: yes', 'yes'],
    ['n\u200bo', 'no'],
    ['Answer yes or no: no', 'no'],
    ['The answer (yes/no): no', 'no'],
    ['**Answer** ("Yes" or "No"): Yes', 'yes'],
    ['Yes or no? Yes', 'yes'],
    ['The answer is no, not yes.', 'no'],
    ['Yes and no other figure is there.', 'yes'],
  ])('reads %j as %s', (text, conclusion) => {
    expect(readYesNo(text)).toBe(conclusion);
  });

  it('reads what any punctuation wraps', () => {
    const marks = Array.from({ length: 0x30000 }, (_, code) => String.fromCodePoint(code)).filter((c) =>
      /\p{P}/u.test(c),
    );
    expect(marks.length).toBeGreaterThan(800);
    const unread = marks.filter(
      (mark) =>
        readYesNo(`${mark}Yes${mark}`) !== 'yes' || readYesNo(`Answer: ${mark}No${mark} Reasoning: yes`) !== 'no',
    );
    // What ends a sentence ends what was marked as the answer, too.
    expect(unread.filter((mark) => !/\p{Term}/u.test(mark.normalize('NFKC')))).toEqual([]);
    expect(unread.filter((mark) => readYesNo(`${mark}Yes${mark}`) !== 'yes')).toEqual([]);
  });

  // Each took minutes or did not end at all where a run of marks could be matched in two ways.
  it.each(['answer\n', 'answer is ', 'answer', 'answer:=', "'", 'no ', ' ', '- ', '\u0301'])(
    'reads hundreds of kilobytes of %j in one pass',
    (part) => {
      const long = part.repeat(400_000 / part.length);
      for (const text of [long, `answer${long}`, `answer is${long}`, `no${long}yes`]) readYesNo(text);
    },
  );

  it.each([
    [''],
    ['Not sure'],
    ['Nobel laureate'],
    ['Yes and no'],
    ['Answer: yes and no'],
    ['Answer: yes or no'],
    ['Answer: no / yes'],
    ['Not yes'],
    ['The answer is not yes.'],
    ["It isn't a “yes”."],
    ['Unknown'],
    ['The no-nonsense yes-man'],
    ['There is no indication either way.'],
    ['Answer: yes. Answer: no.'],
    ['Yesterday'],
    ['No-one'],
    ["'Yes'-men and 'no'-women"],
    ["Yes'm"],
    ['no\u0301'],
  ])('reads nothing from %j', (text) => {
    expect(readYesNo(text)).toBeUndefined();
  });
});
