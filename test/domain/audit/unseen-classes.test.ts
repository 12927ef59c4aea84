import { describe, expect, it } from '@jest/globals';
import { openClasses, openKinds, openUnseen, type TrainingRow } from '../../../domain/audit/unseen-classes.ts';
import type { Sample } from '../../../domain/data/sample.ts';
import { sampleOf } from '../../fakes/samples.ts';

const genre = 'What is the genre of this book?';
const title = 'What is the title of this book?';

function training(question: string, ...answers: string[]) {
  return answers.map((answer) => ({ question, targets: [answer] }));
}

function findUnseenClasses(samples: readonly Sample[], train: readonly TrainingRow[]) {
  const kinds = openKinds();
  for (const row of train) kinds.add(row);
  const classes = openClasses(kinds);
  for (const row of train) classes.add(row);
  const unseen = openUnseen(classes.found());
  for (const sample of samples) unseen.add(sample);
  return unseen.found();
}

describe('openUnseen', () => {
  const train = [
    ...training(genre, 'History', 'Travel', 'History', 'Travel'),
    ...training(title, 'One', 'Two', 'Three', 'Four'),
    ...training('Is this a book?', 'No', 'No'),
  ];

  it('counts samples whose target never was an answer, class by class and slice by slice', () => {
    const samples = [
      sampleOf(0, { question: genre, targets: ['Poetry'], slices: { type: 'Genre' } }),
      sampleOf(1, { question: genre, targets: ['Law'], slices: { type: 'Genre' } }),
      sampleOf(2, { question: genre, targets: ['LAW.'], slices: { type: 'Genre' } }),
      sampleOf(3, { question: genre, targets: ['history'], slices: { type: 'Genre' } }),
    ];
    const found = findUnseenClasses(samples, train);
    expect(found).toMatchObject({
      samples: 3,
      classes: 2,
      slices: [
        { dimension: 'type', value: 'Genre', samples: 3 },
        { dimension: 'answer', value: 'open', samples: 3 },
      ],
    });
    expect(found.shown.map(({ sample, targets, samples }) => [sample, targets[0], samples])).toEqual([
      ['test-1', 'Law', 2],
      ['test-0', 'Poetry', 1],
    ]);
  });

  it('expects no class of questions whose answers hardly recur, nor of wordings that training lacks', () => {
    const samples = [
      sampleOf(0, { question: title, targets: ['Five'] }),
      sampleOf(1, { question: 'Who?', targets: ['Ann'] }),
    ];
    expect(findUnseenClasses(samples, train).samples).toBe(0);
  });

  it('takes yes/no questions together, whatever they ask', () => {
    const samples = [sampleOf(0, { question: 'Is it red?', targets: ['Yes'] })];
    expect(findUnseenClasses(samples, train)).toMatchObject({ samples: 1, classes: 1 });
    expect(findUnseenClasses(samples, [...train, ...training('Is it old?', 'yes', 'No')]).samples).toBe(0);
  });

  it('knows a class from another wording of the question', () => {
    const samples = [sampleOf(0, { question: genre, targets: ['Poetry'] })];
    const wordings = training('What type of book is this?', 'Poetry', 'poetry');
    expect(findUnseenClasses(samples, [...train, ...wordings]).samples).toBe(0);
  });

  it('is content with one known target of several', () => {
    const samples = [sampleOf(0, { question: genre, targets: ['Poetry', 'Travel'] })];
    expect(findUnseenClasses(samples, train).samples).toBe(0);
  });

  it('shows twenty classes at most', () => {
    const samples = Array.from({ length: 30 }, (_, row) =>
      sampleOf(row, { question: genre, targets: [`class ${row}`] }),
    );
    const { classes, shown } = findUnseenClasses(samples, train);
    expect([classes, shown.length]).toEqual([30, 20]);
  });
});
