import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { buildMessages } from '../../../domain/answering/prompt.ts';
import type { PromptSpec } from '../../../domain/spec/run-spec.ts';
import { exampleOf, imageNamed, rowOf } from '../../fakes/rows.ts';
import { specOf } from '../../fakes/samples.ts';

const { prompt } = specOf();
const sample = rowOf(17, { images: [imageNamed('own')], question: 'Who wrote it?', targets: ['the solution'] });
const example = {
  ...exampleOf(rowOf(3, { images: [imageNamed('shown')], targets: ['Ann'] })),
  reasoning: ' It says "Ann". ',
};
const everything = { images: true, examples: true };

/** The text of the last message: the question as it is asked. */
function asked(own: Partial<PromptSpec>, question: string, shown = everything): string {
  const messages = buildMessages({ ...prompt, ...own }, [], { ...sample, question }, shown);
  const content = messages.at(-1)?.content;
  const part = typeof content === 'string' ? undefined : content?.[0];
  return part?.type === 'text' ? part.text : '';
}

describe('buildMessages', () => {
  it('puts the system text first, then the worked examples, then the question', () => {
    expect(buildMessages(prompt, [example], sample, everything)).toEqual([
      { role: 'system', content: 'Answer.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: '**Example 1:** Who?' },
          { type: 'image', sha256: 'shown' },
        ],
      },
      { role: 'assistant', content: 'It says "Ann".\n\nAnn' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Who wrote it?' },
          { type: 'image', sha256: 'own' },
        ],
      },
    ]);
  });

  it('leaves the worked examples out when a candidate goes without', () => {
    const messages = buildMessages(prompt, [example], sample, { images: true, examples: false });
    expect(messages.map(({ role }) => role)).toEqual(['system', 'user']);
  });

  it('leaves every image out when a candidate goes without', () => {
    const messages = buildMessages(prompt, [example], sample, { images: false, examples: true });
    expect(JSON.stringify(messages)).not.toContain('sha256');
  });

  it('sends a question without an image as plain text, which servers of text alone ask for', () => {
    const messages = buildMessages(prompt, [example], sample, { images: false, examples: true });
    expect(messages.map(({ content }) => content)).toEqual([
      'Answer.',
      '**Example 1:** Who?',
      'It says "Ann".\n\nAnn',
      'Who wrote it?',
    ]);
  });

  it('shows all images of a question in their order, and a question without one as text', () => {
    const content = (names: string[]) =>
      buildMessages(prompt, [], { ...sample, images: names.map((name) => imageNamed(name)) }, everything).at(-1)
        ?.content;
    expect(content(['front', 'back'])).toEqual([
      { type: 'text', text: 'Who wrote it?' },
      { type: 'image', sha256: 'front' },
      { type: 'image', sha256: 'back' },
    ]);
    expect(content([])).toBe('Who wrote it?');
  });

  it('numbers the worked examples from 1, each under the heading', () => {
    const messages = buildMessages(prompt, [example, example], sample, everything);
    expect(JSON.stringify(messages)).toMatch(/\*\*Example 1:\*\*.*\*\*Example 2:\*\*/);
  });

  it('takes nothing in a question for a placeholder', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constantFrom('{row}', '{question}', '$&', '$1 {n}', '$$')), (question) => {
        expect(asked({ question: 'Q: {question}|{row}' }, question)).toBe(`Q: ${question}|17`);
      }),
    );
  });

  it.each(['{answer}', '{targets}', '{image}', '{slices}', '{toString}'])(
    'fills in nothing for %s, which would show what must not be seen',
    (placeholder) => {
      expect(asked({ question: `{question} ${placeholder}` }, 'Who?')).toBe(`Who? ${placeholder}`);
    },
  );

  it('shows a worked example neither conclusion nor image through its heading', () => {
    const template = { ...prompt, exampleQuestion: '{n} {question} {conclusion} {image}' };
    const [, user] = buildMessages(template, [example], sample, everything);
    expect(user?.content[0]).toEqual({ type: 'text', text: '1 Who? {conclusion} {image}' });
  });
});
