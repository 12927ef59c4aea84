import { describe, expect, it } from '@jest/globals';
import type { Progress, RunInput, RunResult, Stage } from '../../domain/run/run.ts';
import { addCosts, detailsOf, endText, type Tally, talliesText } from '../../workflows/details.ts';

const run = { runId: 'covers-1' } as RunInput;
const order: Stage[] = ['planning', 'answering', 'judging'];
const usd = (amount: number) => [{ currency: 'USD', amount }];
const details = (progress: Partial<Progress>, tallies: readonly Tally[] = []) =>
  detailsOf(run, { stage: 'answering', candidates: {}, ...progress }, order, tallies);

describe('detailsOf', () => {
  it('says where in its story a run is', () => {
    expect(details({})).toBe('planning ✓ → **answering** → judging');
  });

  it('says first what holds it up, and what to do', () => {
    const [first, second] = details({ blocked: 'HTTP 402, code insufficient_quota' }).split('\n\n');
    expect(first).toBe('**Blocked:** HTTP 402, code insufficient\\_quota');
    expect(second).toBe('Mend it, then `tempera resume covers-1`, or send the update `resume`.');
    expect(details({ blocked: 'so', until: '2026-11-28T12:00:00Z' })).toContain('Goes on at 2026-11-28T12:00:00Z');
  });

  it('says where one sees how far a candidate is that is being asked', () => {
    expect(details({}, [{ name: 'base', total: 9 }])).toMatch(
      /… of 9 .*\n\nHow far .*its own workflow tells.*\n\nplanning/s,
    );
  });

  it('lets no text of others draw', () => {
    const drawn = details({ blocked: '`x` | <img src=x> [a](b)', notice: '**bold**' });
    expect(drawn).toContain("'x' \\| \\<img src=x\\> \\[a\\](b)");
    expect(drawn).toContain('\\*\\*bold\\*\\*');
  });
});

describe('talliesText', () => {
  it('shows who is asked, how far each is and what it cost', () => {
    const counts = { answered: 90, refused: 6, failed: 4 };
    const lines = talliesText([
      { name: 'base', total: 100, counts, cost: usd(0.5) },
      { name: 'tuned', total: 100 },
      { name: 'ratings', total: 80, counts: { rated: 79, failed: 1 }, cost: usd(0.004) },
    ]).split('\n');
    expect(lines.slice(0, 6).map((line) => line.replaceAll('\u2003', ''))).toEqual([
      '|  | answered | refused | failed | cost |',
      '| --- | ---: | ---: | ---: | ---: |',
      '| base | 90 of 100 | 6 | 4 | 0.50 USD |',
      '| tuned | … of 100 |  |  |  |',
      '| ratings | 79 of 80 |  | 1 | 0.004 USD |',
      '| together |  |  |  | 0.50 USD |',
    ]);
  });

  it('says nothing of cost where nothing has a price', () => {
    expect(talliesText([{ name: 'base', total: 1, counts: { answered: 1, refused: 0, failed: 0 } }])).not.toMatch(
      /cost/i,
    );
    expect(talliesText([])).toBe('');
  });
});

describe('addCosts', () => {
  it('adds up by currency, and knows nothing where nobody does', () => {
    const euro = [{ currency: 'EUR', amount: 1 }];
    expect(addCosts([usd(1), undefined, euro, usd(2)])).toEqual([...usd(3), ...euro]);
    expect(addCosts([undefined, undefined])).toBeUndefined();
    expect(addCosts([[], undefined])).toEqual([]);
  });
});

describe('endText', () => {
  it('tells the end, its verdict and where the rest is', () => {
    const report = {} as RunResult['report'];
    const result = { outcome: 'done', verdict: 'better', notice: 'exploratory', report } as RunResult;
    expect(endText(run, result, [])).toBe(
      '**Ended:** done, verdict **better, exploratory**. All of it: `tempera report covers-1`',
    );
    expect(endText(run, { outcome: 'incomplete', capture: {} as never, hashes: {} as never }, [])).toContain(
      '`tempera export covers-1`',
    );
  });
});
