import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { attributesFinding, missingAttributes } from '../../../domain/health/attributes.ts';
import { clockFinding, skewOf } from '../../../domain/health/clock.ts';
import { diskFinding, sizeText } from '../../../domain/health/disk.ts';
import { specModels } from '../../../domain/health/spec-models.ts';
import { identityText, readIdentity } from '../../../domain/health/worker-identity.ts';
import { workerFindings } from '../../../domain/health/workers.ts';
import { type RunSpec, RunSpecSchema } from '../../../domain/spec/run-spec.ts';

describe("a worker's identity", () => {
  it('is read as it was written', () => {
    const word = fc.stringMatching(/^[a-z0-9@.+-]{1,20}$/);
    fc.assert(
      fc.property(fc.record({ who: word, build: word, store: word }), (worker) => {
        expect(readIdentity(identityText(worker))).toEqual(worker);
      }),
    );
  });

  it('tells nothing where a worker tells nothing', () => {
    expect(readIdentity('12@host')).toEqual({ who: '12@host' });
    expect(readIdentity('')).toEqual({ who: '' });
  });
});

describe('workerFindings', () => {
  const here = { build: '0.2.0+aa', store: 's-1' };
  const find = (...identities: string[]) => workerFindings(identities, 'tempera', here);

  it('says what to do where none is', () => {
    expect(find()).toEqual([
      expect.objectContaining({ what: 'worker', state: 'mend', says: expect.stringMatching(/none.*tempera worker/) }),
    ]);
  });

  it('takes each by itself', () => {
    const findings = find('1@a tempera/0.2.0+aa store/s-1', '2@b tempera/0.1.9+bb store/s-1', '3@c');
    expect(findings.map(({ state }) => state)).toEqual(['ok', 'mend', 'mend']);
    expect(findings[1]?.says).toMatch(/^2@b, version 0\.1\.9\+bb: .*another version; this client's is 0\.2\.0\+aa/);
    expect(findings[2]?.says).toMatch(/does not tell its version, as 0\.1\.0 did not/);
  });

  it('names both stores where they differ, and a store that cannot be opened', () => {
    expect(find('1@a tempera/0.2.0+aa store/s-2')[0]?.says).toMatch(/artifact store s-2, this client s-1/);
    expect(find('1@a tempera/0.2.0+aa')[0]?.says).toMatch(/cannot open its artifact store/);
  });
});

describe('skewOf', () => {
  it('is no more than what the question took can hide', () => {
    const time = fc.integer({ min: 0, max: 1e6 });
    fc.assert(
      fc.property(time, time, fc.integer({ min: -1e6, max: 1e6 }), (asking, answering, ahead) => {
        const [before, after] = [0, asking + answering];
        const skew = skewOf({ before, there: asking + ahead, after });
        expect(Math.abs(skew)).toBeLessThanOrEqual(Math.abs(ahead));
        expect(Math.abs(ahead) - Math.abs(skew)).toBeLessThanOrEqual(after);
      }),
    );
  });

  it('is said with its side, and is to be mended beyond five seconds', () => {
    const at = (there: number) => clockFinding("the server's", { before: 100_000, there, after: 100_010 });
    expect(at(100_005)).toMatchObject({ state: 'ok', says: "the server's agrees with this machine's" });
    expect(at(103_010)).toMatchObject({ state: 'ok', says: "the server's is 3.0 s ahead of this machine's" });
    expect(at(40_000)).toMatchObject({ state: 'mend', says: expect.stringContaining('60.0 s behind') });
  });
});

describe('diskFinding', () => {
  it('asks for room below a gigabyte', () => {
    expect(diskFinding('disk', '/store', 999_999_999).state).toBe('mend');
    expect(diskFinding('disk', '/store', 1e9)).toMatchObject({ state: 'ok', says: '1.0 GB free at /store' });
  });

  it.each([
    [0, '0.0 kB'],
    [4_200, '4.2 kB'],
    [12_000_000, '12 MB'],
    [3.25e12, '3250 GB'],
  ])('shows %d bytes as %s', (bytes, text) => expect(sizeText(bytes)).toBe(text));
});

describe('attributesFinding', () => {
  const needed = { TemperaStage: 'KEYWORD', TemperaVerdict: 'KEYWORD' };

  it('has one remedy for what is missing and another for a wrong type', () => {
    expect(attributesFinding(needed, { ...needed, Other: 'INT' })).toMatchObject({ state: 'ok' });
    const { state, says } = attributesFinding(needed, { TemperaStage: 'TEXT' });
    expect(state).toBe('mend');
    expect(says).toMatch(/TemperaStage is of type TEXT, not KEYWORD: "temporal operator search-attribute remove/);
    expect(says).toMatch(/TemperaVerdict not registered: "tempera doctor --fix"/);
  });

  it('counts one of a wrong type as there: it is not registered over', () => {
    expect(missingAttributes(needed, { TemperaStage: 'TEXT' })).toEqual(['TemperaVerdict']);
  });
});

describe('specModels', () => {
  it('are those that a run calls, by who serves them', () => {
    const spec = RunSpecSchema.parse({
      name: 'two',
      provider: 'openai',
      data: { source: { train: 'a.csv', test: 'b.csv' } },
      prompt: { system: 'Answer.' },
      fineTune: { model: 'to-tune' },
      candidates: {
        base: { model: 'gpt', provider: 'sandbox' },
        tuned: { model: 'tuned' },
        gone: { model: 'old', answers: { file: 'answers.jsonl' } },
      },
      judge: {
        model: 'judge',
        rubric: {
          instructions: 'Rate.',
          labels: [
            { name: 'A', meaning: 'a' },
            { name: 'B', meaning: 'b' },
          ],
        },
      },
    }) as RunSpec;
    expect(specModels(spec)).toEqual(
      new Map([
        ['sandbox', new Set(['gpt'])],
        ['openai', new Set(['to-tune', 'judge'])],
      ]),
    );
  });
});
