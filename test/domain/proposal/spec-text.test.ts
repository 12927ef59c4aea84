import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'yaml';
import { type DataLook, propose } from '../../../domain/proposal/proposal.ts';
import { nameOf, specText } from '../../../domain/proposal/spec-text.ts';
import { Undecided } from '../../../domain/proposal/undecided.ts';
import type { RunSpec } from '../../../domain/spec/run-spec.ts';
import { findContradictions } from '../../../domain/spec/spec-checks.ts';
import { readSpecText } from '../../../domain/spec/spec-text.ts';
import { anyText } from '../../fakes/any-text.ts';
import { cycled, lookOf, numbered } from './tables.ts';

const told = { command: 'tempera init', file: 'tempera.yaml', start: 'tempera start', estimate: 'tempera estimate' };

/** Names that YAML or JavaScript read as something else, and any other. */
const name = fc
  .oneof(
    anyText,
    fc.constantFrom(
      'yes',
      'null',
      '~',
      'on',
      '# a',
      'a: b',
      '- a',
      '{a}',
      '*a',
      '&a',
      '__proto__',
      'constructor',
      '1e3',
      'é\u0301',
      '\u202eevil',
      ' ',
      'a\nb: c',
    ),
  )
  .map((text) => text.trim())
  .filter((text) => text !== '');
const value = fc.oneof(
  anyText,
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom('yes', '# x\nprovider: openai', '...', '---'),
);

interface AnyTable {
  look: DataLook;
  answer: string;
}

/** Tables that ask by a question mark, with one column whose name is said to be the answer, and others of whatever they hold. */
const anyTable: fc.Arbitrary<AnyTable> = fc
  .record({
    names: fc.uniqueArray(name, { minLength: 2, maxLength: 6 }),
    values: fc.array(fc.array(value, { minLength: 12, maxLength: 12 }), { minLength: 6, maxLength: 6 }),
    answers: fc.uniqueArray(
      anyText.filter((text) => text.trim() !== ''),
      { minLength: 2, maxLength: 12, selector: (text) => text.trim().slice(0, 300) },
    ),
    files: fc.constantFrom<DataLook['files']>({ all: 'a.csv' }, { train: 'tr#a, in.csv', test: 'te: st.csv' }),
    name: anyText,
  })
  .map(({ names, values, answers, files, name }) => {
    const columns = Object.fromEntries(
      names.map((column, at) => [column, values[at] ?? []]).filter(([column]) => column !== '__proto__'),
    );
    const [answer = ''] = Object.keys(columns);
    const own = { files, name, rows: files.all ? { all: 12 } : { train: 6, test: 6 } };
    return {
      answer,
      look: lookOf(
        { ...columns, [answer]: cycled(answers, 12), 'what is asked': numbered('Is it ', 12, '?') },
        [],
        own,
      ),
    };
  });

describe('specText', () => {
  it('is sound for any table whose columns are known, and holds their names as they are', () => {
    fc.assert(
      fc.property(anyTable, ({ look, answer }) => {
        const proposal = propose(look, { question: 'what is asked', answer });
        const { spec } = readSpecText(specText(proposal, told), 'tempera.yaml');
        expect(findContradictions(spec as RunSpec)).toEqual([]);
        const chosen = Object.fromEntries(proposal.columns?.choices.map(({ key, value }) => [key, value]) ?? []);
        expect(spec.data.columns).toEqual({ image: null, ...chosen });
        expect(chosen).toMatchObject({ question: 'what is asked', answer });
        expect(spec.provider).toBe('sandbox');
      }),
      { numRuns: 100 },
    );
  });

  it('is sound or says what cannot be told, for any table', () => {
    fc.assert(
      fc.property(anyTable, ({ look }) => {
        try {
          const { spec } = readSpecText(specText(propose(look), told), 'tempera.yaml');
          expect(findContradictions(spec as RunSpec)).toEqual([]);
        } catch (error) {
          expect(error).toBeInstanceOf(Undecided);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('has no character in it that steers a terminal or hides', () => {
    fc.assert(
      fc.property(anyTable, ({ look, answer }) => {
        const text = specText(propose(look, { question: 'what is asked', answer }), {
          ...told,
          command: `tempera init ${look.name}`,
        });
        expect(text).not.toMatch(/(?!\n)[\p{C}\p{Zl}\p{Zp}]/u);
      }),
      { numRuns: 100 },
    );
  });

  it('says what to write for OpenAI so that it can be uncommented', () => {
    const text = specText(
      propose(lookOf({ file: numbered('', 60, '.jpg'), answer: numbered('a', 60) }, numbered('', 60, '.jpg'))),
      told,
    );
    const uncommented = text
      .replace('provider: sandbox\n', 'provider: openai\n')
      .replaceAll(/^( *)# (?=providers:| |limits:|blind:)/gm, '$1')
      .replace('fineTune: { ', 'fineTune: { hyperparameters: { epochs: 3 }, ');
    const { spec } = readSpecText(uncommented, 'tempera.yaml');
    expect(spec).toMatchObject({ provider: 'openai', limits: { spend: 20 }, candidates: { blind: { images: false } } });
    expect(findContradictions(spec as RunSpec)).toEqual([]);
    expect(parse(text)).toHaveProperty('provider', 'sandbox');
  });
});

describe('nameOf', () => {
  it('is a name of a run, whatever the data is called', () => {
    fc.assert(fc.property(anyText, (text) => expect(nameOf(text)).toMatch(/^[a-z0-9][a-z0-9-]{0,39}$/)));
    expect([nameOf('Bücher 2026 (neu)'), nameOf('写真')]).toEqual(['bu-cher-2026-neu', 'run']);
  });
});
