import { describe, expect, it } from '@jest/globals';
import { agreedAnswer, gatherDisputed } from '../../../domain/audit/disputed.ts';
import type { GradedSample } from '../../../domain/grading/graded-sample.ts';
import { gradedSamples, outcomesOf, said, sampleOf } from '../../fakes/samples.ts';

function gradedOf(targets: string[], ...answers: string[]): GradedSample {
  const outcomes = Object.fromEntries(answers.map((answer, index) => [`candidate-${index}`, [said(answer)]]));
  const [graded] = gradedSamples([sampleOf(0, { targets })], outcomes, { trivial: { byQuestion: {}, otherwise: 'x' } });
  if (!graded) throw new Error('nothing graded');
  return graded;
}

describe('agreedAnswer', () => {
  it('is what all candidates say, case and punctuation aside, in the words of the first', () => {
    expect(agreedAnswer(gradedOf(['Emma'], ' Persuasion. ', 'persuasion'))).toBe('Persuasion.');
  });

  it('is what is read from yes/no answers', () => {
    expect(agreedAnswer(gradedOf(['No'], 'I see one, so yes', 'Yes'))).toBe('Yes');
  });

  it.each<[string, string[], string[]]>([
    ['they disagree', ['Emma'], ['Persuasion', 'Ivanhoe']],
    ['they are right', ['Emma', 'Persuasion'], ['Persuasion', 'persuasion']],
    ['there is one candidate', ['Emma'], ['Persuasion']],
    ['neither yes nor no can be read', ['No'], ['perhaps', 'perhaps']],
    ['they say nothing', ['Emma'], ['', '']],
  ])('is none when %s', (_case, targets, answers) => {
    expect(agreedAnswer(gradedOf(targets, ...answers))).toBeUndefined();
  });

  it.each(['r', '!'])('is none when one did not answer (%s)', (mark) => {
    const [graded] = gradedSamples([sampleOf(0)], { base: outcomesOf('-'), tuned: outcomesOf(mark) });
    expect(graded && agreedAnswer(graded)).toBeUndefined();
  });
});

describe('gatherDisputed', () => {
  it('counts what was compared and what is disputed, and shows the first twenty', () => {
    const samples = Array.from({ length: 30 }, (_, row) => sampleOf(row));
    const disputed = gatherDisputed();
    const answers = { base: outcomesOf(`+!${'-'.repeat(28)}`), tuned: outcomesOf('-'.repeat(30)) };
    for (const graded of gradedSamples(samples, answers)) disputed.add(graded);
    const { compared, samples: count, shown } = disputed.result();
    expect([compared, count, shown.length]).toEqual([29, 28, 20]);
    expect(shown[0]).toEqual({
      sample: 'test-2',
      image: 'image-2',
      question: 'What is the title of this book?',
      targets: ['right'],
      answer: 'wrong',
    });
  });
});
