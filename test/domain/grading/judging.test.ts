import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import type { Answer, AnswerOutcome } from '../../../domain/answering/answer.ts';
import { judgeMessages, judgeRater, judgeSchema, ratingItemId, readRating } from '../../../domain/grading/judging.ts';
import { ratingItemsOf } from '../../../domain/grading/raters.ts';
import type { JudgeSpec } from '../../../domain/spec/run-spec.ts';
import { sampleOf } from '../../fakes/samples.ts';

const judge: JudgeSpec = {
  model: 'judge-model',
  parameters: { temperature: 0, maxTokens: 300 },
  samples: 'open',
  when: 'always',
  rubric: {
    instructions: 'Rate how close the answer comes to the target.',
    labels: [
      { name: 'Very similar', meaning: 'the same' },
      { name: 'Incorrect', meaning: 'something else' },
    ],
    examples: [{ question: 'Who wrote it?', target: 'A', answer: 'B', label: 'Incorrect' }],
  },
};

// Any code units, halves of surrogate pairs among them.
const text = fc.array(fc.nat(0xffff)).map((units) => String.fromCharCode(...units));

function answer(candidate: string, outcome: AnswerOutcome): { candidate: string; answer: Answer } {
  return { candidate, answer: { sampleId: 'test-0', call: { attempts: 1, milliseconds: 1 }, ...outcome } };
}

function answered(candidate: string, said: string) {
  return answer(candidate, { outcome: 'answered', text: said, cutByLength: false });
}

describe('judgeMessages', () => {
  it('brings any question, targets and answer back exactly, and leaves the rubric alone', () => {
    const [{ content: rubric } = { content: '' }] = judgeMessages(judge, { question: '', targets: [], answer: '' });
    fc.assert(
      fc.property(text, fc.array(text, { minLength: 1 }), text, (question, targets, said) => {
        const [system, user, ...others] = judgeMessages(judge, { question, targets, answer: said });
        expect(others).toEqual([]);
        expect(system).toEqual({ role: 'system', content: rubric });
        expect(user?.role).toBe('user');
        expect(JSON.parse(String(user?.content))).toEqual({ question, targets, answer: said });
      }),
    );
  });

  it('puts labels with their meanings and worked examples into the system message', () => {
    const [system] = judgeMessages(judge, { question: 'q', targets: ['t'], answer: 'a' });
    expect(system?.content).toContain('- Very similar: the same\n- Incorrect: something else');
    expect(system?.content).toContain('{"question":"Who wrote it?","targets":["A"],"answer":"B"}\nLabel: "Incorrect"');
  });

  it('sends exactly question, targets and answer, whatever else an item holds', () => {
    const item = { id: 'x', question: 'q', targets: ['t'], answer: 'a' };
    expect(judgeMessages(judge, item)[1]?.content).toBe('{"question":"q","targets":["t"],"answer":"a"}');
  });
});

describe('judgeSchema', () => {
  const { schema, name } = judgeSchema(judge);
  const isValid = new Ajv({ strict: true }).compile(schema);

  it('demands a reason, then a label of the rubric, in this order', () => {
    expect(name).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
    expect(Object.keys(schema['properties'] as object)).toEqual(['reason', 'label']);
    expect(isValid({ reason: 'equal', label: 'Very similar' })).toBe(true);
  });

  it.each([
    [{ reason: 'equal', label: 'Good' }],
    [{ label: 'Incorrect' }],
    [{ reason: 'r', label: 'Incorrect', id: 1 }],
  ])('refuses %j', (reply) => {
    expect(isValid(reply)).toBe(false);
  });
});

describe('readRating', () => {
  it('reads a label of the rubric with its reason', () => {
    expect(readRating('{"reason":"equal","label":"Very similar"}', judge)).toEqual({
      reason: 'equal',
      label: 'Very similar',
    });
  });

  const object = '{"reason":"equal","label":"Very similar"}';

  it.each([
    ['a fence', `\`\`\`json\n${object}\n\`\`\``],
    ['a fence amid text', `Here it is:\r\n\`\`\`\r\n${object}\r\n\`\`\`\r\nDone.`],
    ['text around it', `Sure! {not json} ${object} That is my {rating}.`],
    ['a quotation mark before it', `5" tall: ${object} and "so on`],
    ['a label in another case', '{"reason":"equal","label":"VERY SIMILAR"}'],
    ['a label as an enumeration spells it', '{"reason":"equal","label":"VERY_SIMILAR"}'],
    ['a hyphen in the label', '{"reason":"equal","label":"very-similar"}'],
    ['blanks around the label', '{"reason":"equal","label":" Very  similar\\n"}'],
    ['a full stop behind the label', '{"reason":"equal","label":"Very similar."}'],
    ['keys in another case', '{"Reason":"equal","Label":"Very similar"}'],
    ['more keys', '{"id":1,"reason":"equal","label":"Very similar","score":{"label":"Incorrect"}}'],
    ['thoughts before it', `<think>{"reason":"wrong","label":"Incorrect"}?</think>\n${object}`],
    ['thoughts whose beginning is missing', `Incorrect? {"label":"Incorrect"}</think>${object}`],
    ['the same twice', `${object}\n${object}`],
    ['an object of something else', `{"question":"q","answer":"a {b}"} ${object}`],
  ])('reads an object with %s', (_, reply) => {
    expect(readRating(reply, judge)).toEqual({ reason: 'equal', label: 'Very similar' });
  });

  it.each([['Very similar'], ['**very similar**'], ['"Very similar".'], ['I see.\n\n**Label:** "very similar"']])(
    'reads the label alone from %j',
    (reply) => {
      expect(readRating(reply, judge)).toEqual({ reason: '', label: 'Very similar' });
    },
  );

  it('looks for the object at the end of a reply that ran on, and no further', () => {
    const babble = '{"so" '.repeat(50_000);
    expect(readRating(`${babble.slice(0, -1)} Well: ${' '.repeat(100_000)}${object}`, judge)).toBeDefined();
    expect(readRating(`${object}${babble}`, judge)).toBeUndefined();
  });

  it('reads a label whose reason is missing or no text', () => {
    expect(readRating('{"label":"Incorrect"}', judge)).toEqual({ reason: '', label: 'Incorrect' });
    expect(readRating('{"label":"Incorrect","reason":["a"]}', judge)).toEqual({ reason: '', label: 'Incorrect' });
  });

  it.each([
    ['{"reason":"equal"'],
    ['{"reason":"equal","label":"similar"}'],
    [`${object} or {"reason":"no","label":"Incorrect"}`],
    [`${object} or {"reason":"no","label":"Good"}`],
    ['Label: Incorrect\nLabel: Very similar'],
    ['Very similar or Incorrect'],
    ['It is not very similar'],
    [`<think>${object}`],
    ['{"label":3}'],
    ['null'],
    [''],
  ])('reads nothing from %j', (reply) => {
    expect(readRating(reply, judge)).toBeUndefined();
  });

  it('takes a label by its case where two differ by it alone', () => {
    const labels = ['a', 'A'].map((name) => ({ name, meaning: name }));
    const both = { ...judge, rubric: { ...judge.rubric, labels } };
    expect(readRating('{"reason":"","label":"A"}', both)?.label).toBe('A');
    expect(readRating('{"reason":"","label":" a "}', both)).toBeUndefined();
  });

  it.each([['{'.repeat(100_000)], ['{"'.repeat(100_000)], ['{}'.repeat(100_000)], ['<think>'.repeat(100_000)]])(
    'comes to an end with a reply that runs on',
    (reply) => {
      expect(readRating(reply, judge)).toBeUndefined();
    },
  );
});

describe('ratingItemsOf', () => {
  const open = sampleOf(0, { targets: ['The Moon Pool'] });

  it('lists the same question, targets and answer once, whoever gave it', () => {
    const answers = [answered('base', 'Moon'), answered('tuned', 'The Moon Pool'), answered('other', 'Moon')];
    const items = [...ratingItemsOf(judgeRater(judge, 'sandbox'), [{ sample: open, answers }])];
    expect(items.map((item) => item.answer)).toEqual(['Moon', 'The Moon Pool']);
  });

  it('leaves out what an earlier page held', () => {
    const seen = new Set<string>();
    const page = [{ sample: open, answers: [answered('base', 'Moon')] }];
    expect([...ratingItemsOf(judgeRater(judge, 'sandbox'), page, seen)]).toHaveLength(1);
    expect([...ratingItemsOf(judgeRater(judge, 'sandbox'), page, seen)]).toHaveLength(0);
  });

  it('leaves out closed questions unless all are to be judged', () => {
    const page = [{ sample: sampleOf(0, { targets: ['Yes'] }), answers: [answered('base', 'No')] }];
    expect([...ratingItemsOf(judgeRater(judge, 'sandbox'), page)]).toEqual([]);
    expect([...ratingItemsOf(judgeRater({ ...judge, samples: 'all' }, 'sandbox'), page)]).toHaveLength(1);
  });

  it('leaves out what the rules settle, when only unsettled answers are to be judged', () => {
    const unsettled = { ...judge, samples: 'all' as const, when: 'unsettled' as const };
    const closed = sampleOf(1, { targets: ['Yes'] });
    const page = [
      { sample: open, answers: [answered('base', 'the moon pool!'), answered('tuned', 'Moon')] },
      { sample: closed, answers: [answered('base', 'No, it is not.'), answered('tuned', 'Hard to tell.')] },
    ];
    expect([...ratingItemsOf(judgeRater(unsettled, 'sandbox'), page)].map((item) => item.answer)).toEqual([
      'Moon',
      'Hard to tell.',
    ]);
  });

  it('leaves out refusals and failures', () => {
    const refused = answer('base', { outcome: 'refused', by: 'model', text: 'I cannot' });
    const failed = answer('tuned', { outcome: 'failed', reason: 'timeout' });
    expect([...ratingItemsOf(judgeRater(judge, 'sandbox'), [{ sample: open, answers: [refused, failed] }])]).toEqual(
      [],
    );
  });
});

describe('ratingItemId', () => {
  it('differs when the parts do, however they are divided', () => {
    const one = ratingItemId({ question: 'a', targets: ['b', 'c'], answer: 'd' });
    expect(ratingItemId({ question: 'a', targets: ['b'], answer: 'cd' })).not.toBe(one);
    expect(ratingItemId({ question: 'a', targets: ['bc'], answer: 'd' })).not.toBe(one);
    expect(ratingItemId({ question: 'a', targets: ['b', 'c'], answer: 'd' })).toBe(one);
  });
});
