import { describe, expect, it } from '@jest/globals';
import { auditText } from '../../../../domain/report/words/audit-words.ts';

const none = { samples: 0, images: 0, shown: [] };

describe('auditText', () => {
  it('names what was found, and only that', () => {
    const sharedImages = { train: { ...none, samples: 1, images: 1 }, examples: none };
    expect(auditText({ sharedImages, disputed: { compared: 9, samples: 2, shown: [] } })).toBe(
      'Audit: 2 questions on which all candidates agree and not with the target; 1 question about an image that training has too.',
    );
  });

  it('is undefined when nothing was', () => {
    expect(auditText({ sharedImages: { examples: none } })).toBeUndefined();
  });
});
