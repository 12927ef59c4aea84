import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Message } from '../../../../domain/answering/messages.ts';
import { mostOfCall } from '../../../../domain/cost/budget/most-of-call.ts';
import { imageRuleOf } from '../../../../domain/tokens/image-families.ts';
import { imageTokens } from '../../../../domain/tokens/image-tokens.ts';
import { textTokens } from '../../../../domain/tokens/text-tokens.ts';

const price = { currency: 'USD', input: 1e6, output: 1e6 };
const say = (text: string): Message[] => [{ role: 'user', content: text }];
const image = (width: number, height: number) => ({
  sha256: 'i',
  bytes: 1,
  mediaType: 'image/png' as const,
  width,
  height,
});
const shown: Message[] = [{ role: 'user', content: [{ type: 'image', sha256: 'i' }] }];

describe('mostOfCall', () => {
  it('is more than any text of the request can take, whatever its script', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 5000 }), (text, maxTokens) => {
        const most = mostOfCall({ model: 'any', messages: say(text), maxTokens }, [], price);
        expect(most).toBeGreaterThan(Math.max(textTokens(text), Buffer.byteLength(text)) + maxTokens);
      }),
    );
  });

  it.each(['gpt-4o', 'gpt-4o-mini', 'ft:gpt-4.1-mini:o::1', 'gpt-5.5', 'nobody-knows-1'])(
    'is more than an image of any size takes of %s',
    (model) => {
      const side = fc.integer({ min: 1, max: 8192 });
      fc.assert(
        fc.property(
          side,
          side,
          fc.constantFrom('auto' as const, 'high' as const, 'low' as const),
          (width, height, detail) => {
            const most = mostOfCall({ model, messages: shown, detail, maxTokens: 1 }, [image(width, height)], price);
            const rule = imageRuleOf(model) ?? { factor: 1.2 };
            expect(most).toBeGreaterThan(imageTokens({ width, height }, detail, rule));
          },
        ),
      );
    },
  );

  it('counts what is linked as the largest image, a schema as a text, and no cheaper tokens', () => {
    const link: Message[] = [{ role: 'user', content: [{ type: 'link', url: 'https://host/a.png' }] }];
    expect(mostOfCall({ model: 'gpt-4o-mini', messages: link, maxTokens: 1 }, [], price)).toBeGreaterThan(48_000);
    const plain = mostOfCall({ model: 'a', messages: say('a'), maxTokens: 1 }, [], price);
    const schema = { name: 'x', schema: { description: 'y'.repeat(500) } };
    expect(mostOfCall({ model: 'a', messages: say('a'), maxTokens: 1, schema }, [], price)).toBeGreaterThan(
      plain + 500,
    );
    expect(mostOfCall({ model: 'a', messages: say('a'), maxTokens: 1 }, [], { ...price, cached: 1 })).toBe(plain);
  });

  it('is without end where a reply is', () => {
    expect(mostOfCall({ model: 'a', messages: say('a') }, [], price)).toBe(Number.POSITIVE_INFINITY);
  });
});
