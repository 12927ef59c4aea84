import { policyFor } from './browser-data.ts';
import { type Html, html, trusted } from './html-text.ts';
import { pageStyle } from './style.ts';

/** What a page is called, by what it was made, and what it adds to the common style; `script` is the only one that may run. */
export interface Head {
  title: string;
  madeBy: string;
  style?: string;
  script?: string;
}

/** The beginning of a page that needs no network. */
export function documentHead({ title, madeBy, style = '', script = '' }: Head): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyFor(script)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="${madeBy}">
<title>${title}</title>
<style>${trusted(`${pageStyle()}${style}`)}</style>
</head>`;
}
