import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  fillTemplate,
  itemNames,
  itemOf,
  parseTemplate,
  TemplateError,
} from '../../../../domain/grading/graders/template.ts';
import { anyText } from '../../../fakes/any-text.ts';
import { sampleOf } from '../../../fakes/samples.ts';

const columns = { questions: 'prompt', answers: 'label' };
const sample = sampleOf(0, { question: 'Who?', targets: ['A', 'B'], slices: { type: 'Author' } });
const fill = (template: string, text = 'said') =>
  fillTemplate(parseTemplate(template), { item: itemOf(sample, 'A', columns), text });

describe('fillTemplate', () => {
  it.each([
    ['{{ item.question }} / {{item.prompt}}', 'Who? / Who?'],
    ['{{item.answer}}{{item.target}}{{item.reference_answer}}{{item.label}}', 'AAAA'],
    ['{{item.targets}} {{ item.targets[1] }}', '["A","B"] B'],
    ['{{item.type}}', 'Author'],
    ['a {{ sample.output_text }} b', 'a said b'],
    ['no { braces } {{', 'no { braces } {{'],
    ['', ''],
  ])('fills %j', (template, filled) => {
    expect(fill(template)).toBe(filled);
  });

  it('goes into an answer that is JSON, and is undefined where nothing is there', () => {
    const answer = '{"a":{"b":[1,{"c":"x"}]},"n":null}';
    expect(fill('{{sample.output_json.a.b[1].c}} {{sample.output_json.a.b[0]}}', answer)).toBe('x 1');
    expect(fill('{{sample.output_json.a}}', answer)).toBe('{"b":[1,{"c":"x"}]}');
    expect(fill('{{sample.output_json.n}}', answer)).toBe('null');
    expect(fill('{{sample.output_json.d}}', answer)).toBeUndefined();
    expect(fill('{{sample.output_json.a.constructor}}', answer)).toBeUndefined();
    expect(fill('{{sample.output_json}}', 'no JSON')).toBeUndefined();
    expect(fill('{{item.targets[7]}}')).toBeUndefined();
  });

  it('puts any answer in once and as it is, whatever braces it holds', () => {
    const answers = fc.oneof(anyText, fc.constant('{{ item.answer }} {{sample.output_text}} $& $1'));
    fc.assert(
      fc.property(answers, (answer) => {
        expect(fill('<{{ sample.output_text }}|{{item.answer}}>', answer)).toBe(`<${answer}|A>`);
      }),
    );
  });
});

describe('parseTemplate', () => {
  it.each(['{{ x }}', '{{ item }}', '{{ items.a }}', '{{}}', '{{ item.a | lower }}', '{{item..a}}', '{{ item.a b }}'])(
    'refuses %j',
    (template) => {
      expect(() => parseTemplate(template)).toThrow(TemplateError);
    },
  );

  it.each(['{{sample.output_tools[0].function.name}}', '{{ sample.choices }}', '{{sample.output_audio}}'])(
    'refuses %j, which candidates do not give',
    (template) => {
      expect(() => parseTemplate(template)).toThrow('candidates answer in text and call no tools');
    },
  );
});

describe('itemNames', () => {
  it('are those of the columns and the slices too', () => {
    const names = ['prompt', 'label', 'question', 'answer', 'target', 'reference_answer', 'targets', 'type'];
    expect(itemNames(columns, ['type'])).toEqual(names);
  });
});
