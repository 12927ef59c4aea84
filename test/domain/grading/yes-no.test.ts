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
  ])('reads %j as %s', (text, conclusion) => {
    expect(readYesNo(text)).toBe(conclusion);
  });

  it.each([
    [''],
    ['Not sure'],
    ['Nobel laureate'],
    ['Yes and no'],
    ['Unknown'],
    ['The no-nonsense yes-man'],
    ['There is no indication either way.'],
    ['Answer: yes. Answer: no.'],
    ['Yesterday'],
  ])('reads nothing from %j', (text) => {
    expect(readYesNo(text)).toBeUndefined();
  });
});
