import { describe, expect, it } from '@jest/globals';
import type { Message } from '../../../domain/answering/messages.ts';
import { isAmong, leakageRefusal, lessonsOf, marksOfAll, teachesAny } from '../../../domain/audit/leakage.ts';
import { auditOf } from '../../fakes/audits.ts';
import { imageNamed } from '../../fakes/rows.ts';
import { sampleOf } from '../../fakes/samples.ts';

const none = { samples: 0, images: 0, shown: [] };

describe('isAmong', () => {
  const a = { ...imageNamed('a'), pixels: 'p' };
  const b = { ...imageNamed('b'), pixels: 'q' };
  const item = { question: 'Who?', images: [a], cluster: 'c' };
  const other = { question: 'What?', images: [b], cluster: 'd' };

  it.each([
    ['its bytes', { ...other, images: [{ ...b, sha256: 'a' }] }],
    ['its pixels', { ...other, images: [{ ...b, pixels: 'p' }] }],
    ['its cluster', { ...other, cluster: 'c' }],
    ['its group', { ...other, group: 'g' }],
  ])('knows an item again by %s', (_, twin) => {
    expect(isAmong({ ...item, group: 'g' }, marksOfAll([twin]))).toBe(true);
  });

  it('knows an item again by any of several images, and by none where it has none', () => {
    const several = { ...other, images: [imageNamed('x'), imageNamed('a')] };
    expect(isAmong(item, marksOfAll([several]))).toBe(true);
    expect(isAmong({ ...several, images: [] }, marksOfAll([item]))).toBe(false);
  });

  it('knows text alone again by its prompt, whatever its letter case and white space, and no image by it', () => {
    const text = { question: 'Who  wrote\n“Emma”?', images: [] };
    expect(isAmong({ question: ' who wrote “emma”?', images: [] }, marksOfAll([text]))).toBe(true);
    expect(isAmong({ question: 'Who wrote “Emma”', images: [] }, marksOfAll([text]))).toBe(false);
    expect(isAmong({ ...text, images: [a] }, marksOfAll([text]))).toBe(false);
  });

  it('knows what an earlier turn of a conversation teaches, and not what merely begins one that is asked', () => {
    const turn = (role: Message['role'], content: Message['content']): Message => ({ role, content });
    const first = [turn('system', 'Be brief.'), turn('user', 'Who wrote Emma?')];
    const row = {
      question: 'When?',
      images: [],
      messages: [...first, turn('assistant', 'Austen'), turn('user', 'When?')],
    };
    const asked = { question: 'Who wrote Emma?', images: [], messages: [turn('user', 'who wrote  Emma?')] };
    expect(isAmong(asked, marksOfAll(lessonsOf(row)))).toBe(true);
    expect(teachesAny(row, marksOfAll([asked]))).toBe(true);
    expect(teachesAny(asked, marksOfAll([row]))).toBe(false);
    const seen = { ...row, messages: [turn('user', [{ type: 'image', sha256: 'a' }]), ...row.messages.slice(2)] };
    expect(lessonsOf(seen)).toEqual([seen]);
    expect(lessonsOf({ ...row, messages: [turn('assistant', 'Hello!'), turn('user', 'When?')] })).toHaveLength(1);
    expect(auditOf([sampleOf(0, asked)], { train: [{ ...row, targets: ['1815'] }], examples: [] })).toMatchObject({
      sharedImages: { train: { samples: 1 } },
    });
  });

  it('takes no item for another whose hash, pixels or cluster are only named alike', () => {
    expect(
      isAmong(item, marksOfAll([{ question: 'Who?', images: [{ sha256: 'p', pixels: 'c' }], cluster: 'a' }])),
    ).toBe(false);
    expect(
      isAmong({ ...item, images: [imageNamed('x')] }, marksOfAll([{ question: 'Who?', images: [imageNamed('y')] }])),
    ).toBe(false);
  });
});

describe('leakageRefusal', () => {
  it('has nothing to say where nothing is shared', () => {
    expect(leakageRefusal('test', { train: none, examples: none })).toBeUndefined();
    expect(leakageRefusal('test', { examples: none })).toBeUndefined();
  });

  it('says how many, which ones, where, and what to do', () => {
    const samples = Array.from({ length: 6 }, (_, row) => sampleOf(row, { images: [imageNamed(`i${row >> 1}`)] }));
    const { sharedImages } = auditOf(samples, { train: [], examples: samples.slice(0, 1) });
    expect(leakageRefusal('test', sharedImages)).toBe(
      'the test split is not new to the models: 2 questions about 1 image (test-0) that is also among the worked examples. Take these images out of one of the two; or say data.leakage: drop, which leaves them out of training, or data.leakage: keep, which heads the verdict with it.',
    );
    const all = auditOf(
      samples.map((sample) => ({ ...sample, images: [imageNamed(sample.id)] })),
      { validation: marksOfAll(samples), examples: [] },
    );
    expect(leakageRefusal('test', all.sharedImages)).toContain(
      '6 questions about 6 images (test-0, test-1, test-2 and others) that are also in validation',
    );
  });
});
