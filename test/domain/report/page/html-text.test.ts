import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { html, trusted } from '../../../../domain/report/page/html-text.ts';

describe('html', () => {
  it('escapes texts, and leaves what is HTML already', () => {
    expect(html`<p title="${'"'}">${'<b>'} ${html`<i>${'&'}</i>`}</p>`.text).toBe(
      '<p title="&quot;">&lt;b&gt; <i>&amp;</i></p>',
    );
  });

  it('joins lists and leaves out what is not there', () => {
    expect(html`${['a', undefined, false, 1, html`<br>`]}`.text).toBe('a1<br>');
  });

  it('lets no text end an element or an attribute', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('<', '>', '"', "'", '&', 'a', '/', '=') }), (text) => {
        expect(html`${text}`.text).not.toMatch(/[<>"']/);
      }),
    );
  });

  it('trusts what it is told to trust', () => {
    expect(html`${trusted('<svg/>')}`.text).toBe('<svg/>');
  });
});
