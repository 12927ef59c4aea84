import { type Html, html } from '../page/html-text.ts';
import { seriesColours } from './series.ts';

/** What an SVG shows, in pixels. */
export interface Drawing {
  width: number;
  height: number;
  content: Html;
}

/** The colour of texts and lines: the page's own. */
export const ink = 'currentColor';

/** A colour that a page may change, as files of their own have it in light. */
export function colourOf(variable: keyof typeof seriesColours): string {
  return `var(${variable}, ${seriesColours[variable].light})`;
}

/** A drawing as an SVG with its title and its numbers in words, in the type and colours of the page. */
export function svgOf({ width, height, content }: Drawing, title: string, description: string): string {
  return html`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="inherit" font-size="13" fill="currentColor"${
    width > narrowWidth && html` class="wide"`
  }><title>${title}</title><desc>${description}</desc>${content}</svg>`.toString();
}

/** The width of a drawing that has room beside another. */
export const narrowWidth = 540;

/** A place in a drawing, to a tenth of a pixel. */
export function at(position: number): number {
  return Math.round(position * 10) / 10;
}
