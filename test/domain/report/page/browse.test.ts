import { describe, expect, it } from '@jest/globals';
import { JSDOM, VirtualConsole } from 'jsdom';
import { pageOf } from '../../../fakes/pages.ts';
import { outcomesOf, said, specOf } from '../../../fakes/samples.ts';

/** A page in a browser that runs its script; what fails in it fails the test. */
async function browse(page: string | Promise<string>, hash = '') {
  const errors: Error[] = [];
  const virtualConsole = new VirtualConsole().on('jsdomError', (error) => errors.push(error));
  const url = `https://report.example/${hash}`;
  const { window } = new JSDOM(withoutStyle(await page), {
    runScripts: 'dangerously',
    url,
    virtualConsole,
    pretendToBeVisual: true,
  });
  const { document } = window;
  const query = (selector: string) => document.querySelector(selector);
  return {
    window,
    document,
    errors,
    cards: () => [...document.querySelectorAll('#answers > li')],
    found: () => query('output')?.textContent ?? '',
    click: (selector: string) => query(selector)?.dispatchEvent(new window.MouseEvent('click', { bubbles: true })),
    set: (selector: string, value: string) => {
      const field = query(selector);
      if (field) Reflect.set(field, 'value', value);
      field?.dispatchEvent(new window.Event('input', { bubbles: true }));
    },
  };
}

const fifty = {
  answers: { base: outcomesOf(`${'-'.repeat(40)}++++r-+!++`), tuned: outcomesOf(`${'+'.repeat(30)}${'-'.repeat(20)}`) },
  own: (row: number) => ({ slices: { type: row % 2 ? 'odd' : 'even' }, question: `What is number ${row}?` }),
};

/** Made and read once: a page takes longer than what is done with it. */
const pageOfFifty = pageOf(fifty);

describe('browse', () => {
  it('pages through all answers, first those that changed', async () => {
    const page = await browse(pageOfFifty);
    // jsdom has no layout, and so nothing to scroll to.
    Reflect.set(page.window.HTMLElement.prototype, 'scrollIntoView', () => undefined);
    expect(page.found()).toBe('1 to 24 of 50');
    expect(page.cards()).toHaveLength(24);
    page.click('[name=on]');
    page.click('[name=on]');
    expect(page.found()).toBe('49 to 50 of 50');
    expect(page.document.querySelector('[name=on]')?.disabled).toBe(true);
    page.click('[name=back]');
    expect(page.found()).toBe('25 to 48 of 50');
    expect(page.errors).toEqual([]);
  });

  it('shows the turns before a question folded, as text alone, on cards that have any', async () => {
    const messages = [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Who <b>wrote</b> it?' },
      { role: 'assistant', content: 'Ann.' },
      { role: 'user', content: 'When?' },
    ] as const;
    const own = (row: number) => (row === 0 ? { messages } : {});
    const page = await browse(pageOf({ answers: { base: outcomesOf('--'), tuned: outcomesOf('++') }, own }));
    const earlier = page.cards().map((card) => card.querySelector('details.earlier bdi')?.textContent);
    expect(earlier).toEqual(['user: Who <b>wrote</b> it?\nassistant: Ann.', undefined]);
    expect([...page.document.querySelectorAll('.earlier')].map((part) => part.hasAttribute('open'))).not.toContain(
      true,
    );
    expect(page.errors).toEqual([]);
  });

  it('takes the place of the examples, which stay for readers without scripts and for print', async () => {
    const html = withoutStyle(await pageOfFifty);
    const { document } = new JSDOM(html).window;
    expect([document.querySelector('#browser')?.hasAttribute('hidden'), hidden(document)]).toEqual([true, false]);
    expect(hidden((await browse(html)).document)).toBe(true);
    expect(document.querySelectorAll('#shelves .card').length).toBeGreaterThan(20);
  });

  const filtered = browse(pageOfFifty);

  it.each([
    ['[name=kind][value=lost]', undefined, 7],
    ['[name=outcome]', 'refused', 1],
    ['[name=outcome]', 'failed', 1],
    ['[name=slice]', 'type: odd', 25],
    ['[name=search]', 'NUMBER 17', 1],
    ['[name=search]', 'no such text', 0],
  ])('filters by %s %s', async (selector, value, count) => {
    const page = await filtered;
    page.click('[name=kind][value=""]');
    for (const name of ['outcome', 'slice', 'search']) page.set(`[name=${name}]`, '');
    if (value === undefined) page.click(selector);
    else page.set(selector, value);
    expect(page.cards()).toHaveLength(Math.min(count, 24));
    expect(page.found()).toContain(count === 0 ? 'None' : `of ${count}`);
    expect(page.errors).toEqual([]);
  });

  it('shows the group that a link names, on the samples that the verdict rests on', async () => {
    const verdict = { compare: 'tuned', against: 'base', slice: { type: 'odd' } };
    const page = await pageOf({ ...fifty, spec: specOf({ verdict }) });
    const opened = await browse(
      page.replace('<body>', '<body><script>Element.prototype.scrollIntoView=()=>{}</script>'),
      '#gained',
    );
    expect(opened.found()).toBe('1 to 15 of 15');
    expect(opened.errors).toEqual([]);
  });

  it('shows any text as it is, with what is right and wrong', async () => {
    const hostile = ['<script>alert(1)</script>', '</script><b>', '<!-- <script>', 'שלום 🚀', '</template>', '\u2028'];
    const answers = { base: hostile.map(said), tuned: hostile.map(() => said('right')) };
    const page = await browse(pageOf({ answers, own: (row) => ({ question: hostile[row] ?? '' }) }));
    const texts = page.cards().map((card) => card.querySelector('.question bdi')?.textContent);
    expect(texts.toSorted()).toEqual(hostile.toSorted());
    const marks = [...(page.cards()[0]?.querySelectorAll('.mark') ?? [])].map((mark) =>
      mark.getAttribute('aria-label'),
    );
    expect(marks).toEqual(['wrong', 'right']);
    expect(page.errors).toEqual([]);
  });

  it('folds a long answer, and loses nothing of it', async () => {
    const long = '🚀'.repeat(10_000);
    const page = await browse(pageOf({ answers: { base: [said(long)], tuned: [said('right')] } }));
    const folded = page.cards()[0]?.querySelector('details');
    expect(folded?.open).toBe(false);
    expect(folded?.textContent).toBe(long);
  });

  it('has pictures where the page has them', async () => {
    const page = await browse(pageOf(fifty, new Map([['image-0', 'data:image/webp;base64,AAAA']])));
    const pictures = page.cards().flatMap((card) => [...card.querySelectorAll('img')]);
    expect(pictures.map(({ src, alt }) => [src, alt])).toEqual([
      ['data:image/webp;base64,AAAA', 'The image of test-0'],
    ]);
  });
});

/** jsdom has no layout, and reads a style sheet for longer than the rest of the page. */
function withoutStyle(html: string): string {
  return html.replaceAll(/<style>.*?<\/style>/gs, '');
}

function hidden(document: JSDOM['window']['document']): boolean | undefined {
  return document.querySelector('#shelves')?.hasAttribute('hidden');
}
