import { describe, expect, it } from '@jest/globals';
import { retryOf } from '../../client/retry-run.ts';
import { defaultSettings } from '../../domain/plan.ts';
import type { RetryStage, RunInput } from '../../domain/run.ts';

const earlier: RunInput = {
  runId: 'covers',
  spec: { key: 'spec.json', sha256: '', bytes: 0, mediaType: 'application/json' },
  storeId: 'store',
  settings: defaultSettings,
  revision: 4,
  ratings: 3,
  generation: 1,
  searchAttributes: false,
};

describe('retryOf', () => {
  it.each<[RetryStage, boolean, Partial<RunInput>]>([
    ['report', true, { ratings: 3, generation: 1 }],
    ['judge', true, { ratings: 5, generation: 1 }],
    ['judge', false, { ratings: 3, generation: 1 }],
    ['answer', false, { ratings: 3, generation: 1 }],
    ['fine-tune', false, { ratings: 5, generation: 2 }],
  ])('from %s, with ratings complete: %s', (from, rated, expected) => {
    expect(retryOf(earlier, from, rated)).toMatchObject({ from, revision: 5, ...expected });
  });
});
