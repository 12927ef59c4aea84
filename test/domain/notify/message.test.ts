import { describe, expect, it } from '@jest/globals';
import { messageOf } from '../../../domain/notify/message.ts';
import type { Occasion } from '../../../domain/notify/occasion.ts';

const run = { runId: 'covers-1', revision: 2 };
const place = { at: '2026-11-28T08:00:00.000Z', report: '/store/report.html' };
const of = (occasion: Occasion, more = {}) => messageOf({ ...run, ...more }, occasion, place);

describe('messageOf', () => {
  it('tells people and programs how a run ended, and where its report lies', () => {
    const occasion = { event: 'worse', outcome: 'done', verdict: 'worse', notice: 'shared data' } as const;
    expect(of(occasion)).toEqual({
      text: 'Run covers-1 ended: done, verdict worse, shared data\nReport: /store/report.html',
      run: 'covers-1',
      revision: 2,
      ...place,
      ...occasion,
    });
  });

  it('names the schedule and the slot', () => {
    const schedule = { id: 'nightly', slot: '2026-11-28T00:39:20Z', blockedFor: 1 };
    const message = of({ event: 'done', outcome: 'done' }, { schedule });
    expect(message.text).toMatch(/^Run covers-1 of schedule nightly ended: done\n/);
    expect(message.schedule).toEqual({ id: 'nightly', slot: '2026-11-28T00:39:20Z' });
  });

  it('says of which schedule the runs get worse, and where to look', () => {
    const schedule = { id: 'nightly', slot: '2026-11-28T00:39:20Z', blockedFor: 1 };
    expect(of({ event: 'worse', trend: 'The score falls.' }, { schedule })).toMatchObject({
      text: 'Schedule nightly gets worse. The score falls.\nLook at it: tempera trend nightly',
      event: 'worse',
      trend: 'The score falls.',
    });
  });

  it('says why a run failed or waits, and speaks of no report', () => {
    expect(of({ event: 'failed', reason: 'no key' }).text).toBe('Run covers-1 failed: no key');
    const blocked = of({ event: 'blocked', reason: 'HTTP 402' });
    expect(blocked.text).toBe('Run covers-1 waits for a person: HTTP 402\nSee what to do: tempera status covers-1');
    expect(blocked).not.toHaveProperty('report');
  });

  it('makes no link of an address in a reason, and leaves what programs read as it was', () => {
    const said = 'see https://evil.example/a, www.evil.example or [this](evil1.example) about gpt-4.1';
    const { text, reason } = of({ event: 'failed', reason: said });
    expect(text).not.toMatch(/:\/\/|evil1?\.example|www\.evil/);
    expect(text).toContain('gpt-4.1');
    expect([text.replaceAll('\u200b', ''), reason]).toEqual([`Run covers-1 failed: ${said}`, said]);
  });

  it('calls nobody by name, makes no link, and is short, whatever the reason holds', () => {
    const { text, reason } = of({ event: 'failed', reason: `<!channel> @here <https://x|y> & ${'z'.repeat(10_000)}` });
    expect(text).toContain('&lt;!channel&gt; @\u200bhere &lt;https:\u200b//x|y&gt; &amp;');
    expect([text.length < 700, reason?.length]).toEqual([true, 500]);
  });
});
