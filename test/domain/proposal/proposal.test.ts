import { describe, expect, it } from '@jest/globals';
import { propose } from '../../../domain/proposal/proposal.ts';
import { specText } from '../../../domain/proposal/spec-text.ts';
import { readSpecText } from '../../../domain/spec/spec-text.ts';
import { cycled, lookOf, numbered } from './tables.ts';

const pictures = numbered('pictures/', 60, '.jpg');
const names = numbered('', 60, '.jpg');
const colours = cycled(['red', 'green', 'blue'], 60);

function specOf(...[look, said]: Parameters<typeof propose>) {
  return readSpecText(
    specText(propose(look, said), {
      command: 'tempera init',
      file: 'tempera.yaml',
      start: 'tempera start',
      estimate: 'tempera estimate',
    }),
    'tempera.yaml',
  ).spec;
}

describe('propose', () => {
  it('asks one question of all pictures where a table has their names and one column more', () => {
    const { data, prompt, judge, verdict } = specOf(lookOf({ file: names, colour: colours }, pictures));
    expect(data.columns).toEqual({
      image: 'pictures/{file}',
      question: { text: 'What is the colour?' },
      answer: 'colour',
    });
    expect(data.split).toMatchObject({ shares: { train: 0.5, test: 0.5 } });
    expect(prompt.system).toMatch(/: blue; green; red$/);
    expect(judge).toBeUndefined();
    expect(verdict).toMatchObject({ compare: 'tuned', against: 'base', metric: 'normalised' });
  });

  it.each([
    ['with their folder', numbered('pictures/', 60, '.jpg'), 'photo'],
    ['without their folder', numbered('', 60, '.jpg'), 'pictures/{photo}'],
    ['without their ending', numbered('', 60), 'pictures/{photo}'],
    ['as Windows writes paths', numbered('.\\pictures\\', 60, '.jpg'), 'photo'],
  ])('finds pictures that a column names %s', (_, photo, image) => {
    expect(specOf(lookOf({ photo, colour: colours }, pictures)).data.columns.image).toBe(image);
  });

  it('takes pictures by their addresses, from the hosts that it names', () => {
    const photo = numbered('', 60, '.jpg').map(
      (name, at) => `https://${at % 2 ? 'a.example.org' : 'B.example.org:8443'}/x/${name}?sig=s`,
    );
    const { columns, images } = specOf(lookOf({ photo, colour: colours })).data;
    expect(columns).toMatchObject({ image: 'photo', answer: 'colour' });
    expect(images).toMatchObject({ hosts: ['a.example.org', 'b.example.org:8443'], privateHosts: [] });
    const inside = ['http://10.0.0.5/a.jpg', 'http://localhost/b.jpg', 'http://[::1]/c.jpg'];
    expect(() => propose(lookOf({ photo: cycled(inside, 60), colour: colours }))).toThrow(
      'names pictures in a private network',
    );
    const many = numbered('https://h', 60).map((host) => `${host}.example.org/a.jpg`);
    expect(() => propose(lookOf({ photo: many, colour: colours }))).toThrow('names pictures of 60 hosts');
  });

  it('takes columns by their names, and by what they hold', () => {
    const asked = cycled(['What is it?', 'Which one?'], 60);
    const { columns } = specOf(
      lookOf({
        Nr: numbered('', 60),
        ticket_id: numbered('t', 60),
        frage: asked,
        trueLabel: colours,
        label: colours,
        note: cycled(['a'], 60),
      }),
    ).data;
    expect(columns).toEqual({ image: null, question: 'frage', answer: 'label', id: 'ticket_id' });
  });

  it('believes the name of an answer whatever it holds, and takes no group for one', () => {
    const rising = {
      question: numbered('q', 60, '?'),
      answer: numbered('', 60),
      cluster: cycled(numbered('c', 30), 60),
    };
    expect(specOf(lookOf(rising)).data.columns).toMatchObject({ answer: 'answer', cluster: 'cluster' });
  });

  it('makes a slice of each of a few questions that come again', () => {
    const asked = { file: names, ask: cycled(['Who?', 'What?'], 60), answer: numbered('a', 60) };
    expect(specOf(lookOf(asked, pictures)).data.slices).toEqual({ question: { column: 'ask' } });
    expect(specOf(lookOf({ ...asked, ask: numbered('q', 60, '?') }, pictures)).data.slices).toEqual({});
  });

  it('takes lists of questions and answers as OCR-VQA has them', () => {
    const image = Array.from({ length: 20 }, (_, at) => ({ bytes: new Uint8Array([at]) }));
    const lists = { questions: cycled([['Who?', 'What?']], 20), answers: cycled([['Ann', 'Yes']], 20) };
    const { data } = specOf(lookOf({ image, image_id: numbered('i', 20), ...lists }));
    expect(data.columns).toEqual({ image: 'image', questions: 'questions', answers: 'answers' });
  });

  it.each([
    ['numbers', cycled(['1', '2.50', '-3', ...numbered('', 57)], 60), 'number'],
    ['JSON', numbered('{"title": "', 60, '"}'), 'fields'],
    ['long texts', numbered('this is one of the answers that nobody ever puts the same way twice ', 60), 'likeness'],
    ['names', numbered('Ann ', 60), 'normalised'],
  ])('scores %s by what fits them', (_, answer, metric) => {
    expect(specOf(lookOf({ question: cycled(['What is it?'], 60), answer })).verdict?.metric).toBe(metric);
  });

  it('takes splits from a column that names them, whatever it is called', () => {
    const look = {
      question: numbered('q', 60, '?'),
      answer: numbered('a', 60),
      teil: cycled(['training', 'Test', 'dev'], 60),
    };
    expect(specOf(lookOf(look)).data.split).toEqual({
      column: 'teil',
      values: { train: ['training'], validation: ['dev'], test: ['Test'] },
    });
  });

  it('asks the validation split where nothing is to test on, and says so', () => {
    const files = { train: 'train.csv', validation: 'dev.csv' };
    const columns = { question: numbered('q', 60, '?'), answer: numbered('a', 60) };
    const proposal = propose(lookOf(columns, [], { files, rows: { train: 40, validation: 20 } }));
    expect(proposal.splits.why).toMatch(/those of validation are asked/);
    expect(proposal.asked).toBe(20);
    expect(specOf(lookOf(columns, [], { files, rows: { train: 40, validation: 20 } })).data.source).toEqual({
      kind: 'csv',
      train: 'train.csv',
      test: 'dev.csv',
    });
  });

  it('takes a part of large data at first', () => {
    const look = lookOf({ question: numbered('q', 50, '?'), answer: numbered('a', 50) }, [], {
      rows: { all: 1_000_000 },
    });
    expect(specOf(look).data.take).toMatchObject({ train: 1000, test: 500 });
  });

  it('leaves rows out that name no picture or have no answer, and says which', () => {
    const proposal = propose(
      lookOf({ file: [...names.slice(0, 58), 'none.jpg', 'no.jpg'], colour: ['', ...colours.slice(1)] }, pictures),
    );
    expect(proposal.spoilt).toEqual([
      '2 of 60 rows name no picture that is there, such as "none.jpg"',
      '1 of 60 rows have no "colour"',
    ]);
    expect(specOf(lookOf({ file: [...names.slice(0, 59), 'none.jpg'], colour: colours }, pictures)).data.badRows).toBe(
      'leave',
    );
  });

  describe('guesses nothing', () => {
    it.each([
      [
        'which of two columns is the answer',
        { question: names, answer: colours, label: colours },
        /answer may be "answer" or "label"\. Say which: --answer/,
      ],
      [
        'which of two texts is the answer',
        { file: names, title: names.map((n) => `T ${n}`), author: names.map((n) => `A ${n}`) },
        /answer may be "title" or "author"/,
      ],
      [
        'which of two columns names the pictures',
        { front: names, back: names.toReversed(), colour: colours },
        /images may be those of "front" or "back"/,
      ],
      [
        'which of two columns asks',
        { ask: numbered('a', 60, '?'), query: numbered('b', 60, '?'), answer: colours },
        /question may be "ask" or "query"/,
      ],
      ['what is asked of text', { answer: colours }, /neither pictures nor a column that asks/],
      ['the answer of pictures alone', { file: names }, /No column can be the answer/],
      [
        'where pictures are that are not there',
        { file: numbered('lost', 60, '.png'), colour: colours },
        /such as "lost0.png", and they are not there/,
      ],
    ])('of %s', (_, columns, message) => {
      expect(() => propose(lookOf(columns, pictures))).toThrow(message);
    });

    it('of which of several texts is asked', () => {
      const look = lookOf({ subject: numbered('s', 60), body: numbered('b', 60), team: colours });
      expect(() => propose(look, { answer: 'team' })).toThrow('or a text such as --question "{subject}: {body}".');
      const { question } = specOf(look, { answer: 'team', question: '{subject}: {body}' }).data.columns;
      expect(question).toBe('{subject}: {body}');
    });

    it('that a person has said', () => {
      const look = lookOf(
        { file: names, title: names.map((n) => `T ${n}`), author: names.map((n) => `A ${n}`) },
        pictures,
      );
      const { columns } = specOf(look, { answer: 'author', question: 'Who wrote it?' }).data;
      expect(columns).toMatchObject({ answer: 'author', question: { text: 'Who wrote it?' } });
      expect(() => propose(look, { answer: 'autor' })).toThrow(
        '--answer: there is no column "autor". There is "file", "title" and "author".',
      );
    });
  });
});
