import type { Genre } from '../books.ts';

/** Where a motif stands (its centre), how wide it is, and its two colours on what ground. */
export interface MotifPlace {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly ink: string;
  readonly accent: string;
  readonly ground: string;
}

/** A small drawing that a designer might choose for the genre, as SVG. */
export function motif(genre: Genre, place: MotifPlace): string {
  const scale = place.size / 100;
  return `<g transform="translate(${place.x} ${place.y}) scale(${scale})" fill="none" stroke-linecap="round" stroke-linejoin="round">${DRAWINGS[genre](place)}</g>`;
}

type Drawing = (colours: Pick<MotifPlace, 'ink' | 'accent' | 'ground'>) => string;

const DRAWINGS: Record<Genre, Drawing> = {
  "Children's Books": balloon,
  'Literature & Fiction': sprig,
  'Science Fiction & Fantasy': planet,
  'Mystery, Thriller & Suspense': keyhole,
  History: temple,
  Travel: compass,
  'Biographies & Memoirs': wreath,
  'Science & Math': prism,
};

function balloon({ ink, accent, ground }: Parameters<Drawing>[0]): string {
  return `<path d="M-11 20 L-6 36 M11 20 L6 36" stroke="${ink}" stroke-width="1.6"/>
    <path d="M0 -48 C 24 -48 34 -32 34 -18 C 34 0 18 12 11 22 H-11 C -18 12 -34 0 -34 -18 C -34 -32 -24 -48 0 -48 Z" fill="${accent}"/>
    <path d="M0 -48 C 20 -40 20 0 6 22 H-6 C -20 0 -20 -40 0 -48 Z" fill="${ink}"/>
    <path d="M0 -48 C 8 -36 7 4 2 22 H-2 C -7 4 -8 -36 0 -48 Z" fill="${accent}"/>
    <rect x="-7" y="36" width="14" height="10" rx="2" fill="${ink}"/><path d="M-7 40 H7" stroke="${ground}" stroke-width="1.4"/>
    <path d="M-48 34 q5 -9 12 -3 q8 -4 10 5 M26 8 q5 -9 12 -3 q8 -4 10 5" stroke="${ink}" stroke-width="2"/>`;
}

function sprig({ ink, accent }: Parameters<Drawing>[0]): string {
  const leaf = 'M0 0 C 9 -7 9 -22 0 -30 C -9 -22 -9 -7 0 0 Z';
  const pairs = [34, 18, 2, -14].map((y, row) => {
    const scale = 1 - row * 0.13;
    return [-58, 58].map(
      (angle) => `<path d="${leaf}" transform="translate(0 ${y}) rotate(${angle}) scale(${scale})"/>`,
    );
  });
  return `<path d="M0 50 V-22" stroke="${ink}" stroke-width="2"/><g fill="${ink}">${pairs.flat().join('')}</g>
    <path d="${leaf}" transform="translate(0 -20) scale(.95)" fill="${accent}"/>
    <g fill="${accent}"><circle cx="-12" cy="-34" r="3"/><circle cx="12" cy="-34" r="3"/><circle cx="-30" cy="-16" r="3"/><circle cx="30" cy="-16" r="3"/></g>`;
}

function planet({ ink, accent, ground }: Parameters<Drawing>[0]): string {
  const stars = [
    [-36, -34, 6],
    [34, -38, 4],
    [42, 30, 6],
    [-28, 40, 4],
  ].map(
    ([x, y, r = 0]) =>
      `<path transform="translate(${x} ${y})" d="M0 ${-r} Q0 0 ${r} 0 Q0 0 0 ${r} Q0 0 ${-r} 0 Q0 0 0 ${-r} Z"/>`,
  );
  return `<g transform="rotate(-22)"><circle r="25" fill="${accent}"/>
    <path d="M-24 -7 A25 25 0 0 1 24 -7 Z M-24.6 4 H24.6 L23 9 H-23 Z" fill="${ink}" opacity=".35"/>
    <path d="M-26 -3 C -60 10 -40 20 0 14 C 40 8 62 -12 26 -9" stroke="${ground}" stroke-width="7"/>
    <path d="M-26 -3 C -60 10 -40 20 0 14 C 40 8 62 -12 26 -9" stroke="${ink}" stroke-width="3.4"/></g>
    <g fill="${ink}">${stars.join('')}</g>`;
}

function keyhole({ ink, accent, ground }: Parameters<Drawing>[0]): string {
  const rays = around(24, (angle) => `<path d="M0 -40 V-47" transform="rotate(${angle})"/>`);
  return `<g stroke="${accent}" stroke-width="2.4">${rays}</g><circle r="35" fill="${ink}"/>
    <circle r="30" stroke="${ground}" stroke-width="1.4"/>
    <path d="M-7 0 A11 11 0 1 1 7 0 L11 21 H-11 Z" fill="${ground}"/>`;
}

function temple({ ink, accent }: Parameters<Drawing>[0]): string {
  const columns = [-33, -13, 7, 27].map(
    (x) => `<path d="M${x - 1} -14 h8 v3 h-1 l.6 38 h1.4 v3 h-10 v-3 h1.4 l.6 -38 h-1 Z"/>`,
  );
  return `<path d="M-46 -24 L0 -46 L46 -24 Z" fill="${ink}"/><circle cy="-31" r="5" fill="${accent}"/>
    <rect x="-42" y="-22" width="84" height="5" fill="${accent}"/><g fill="${ink}">${columns.join('')}</g>
    <path d="M-42 33 H42 M-46 39.5 H46" stroke="${ink}" stroke-width="4" stroke-linecap="butt"/>`;
}

function compass({ ink, accent, ground }: Parameters<Drawing>[0]): string {
  const short = around(4, (angle) => `<path d="M0 0 L5 -5 L0 -30 L-5 -5 Z" transform="rotate(${angle + 45})"/>`);
  const long = around(
    4,
    (angle) =>
      `<g transform="rotate(${angle})"><path d="M0 0 L7 -7 L0 -46 Z" fill="${ink}"/><path d="M0 0 L-7 -7 L0 -46 Z" fill="${ground}" stroke="${ink}" stroke-width="1.2"/></g>`,
  );
  return `<circle r="34" stroke="${accent}" stroke-width="2"/><circle r="30.5" stroke="${accent}" stroke-width=".8"/>
    <g fill="${accent}">${short}</g>${long}<circle r="3" fill="${accent}"/>`;
}

function wreath({ ink, accent }: Parameters<Drawing>[0]): string {
  const leaf = 'M0 0 C 7 -4 8 -12 3 -19 C -3 -14 -4 -6 0 0 Z';
  const side = [0, 1, 2, 3, 4, 5, 6].map((step) => {
    const angle = 200 + step * 21;
    return `<g transform="rotate(${angle}) translate(0 -38)"><path d="${leaf}" transform="rotate(62)"/><path d="${leaf}" transform="rotate(118) scale(.9)"/></g>`;
  });
  const star = around(5, (angle) => `<path d="M0 0 L-5.5 -7.5 L0 -24 L5.5 -7.5 Z" transform="rotate(${angle})"/>`);
  return `<g fill="${ink}">${side.join('')}<g transform="scale(-1 1)">${side.join('')}</g></g><g fill="${accent}">${star}</g>`;
}

function prism({ ink, accent, ground }: Parameters<Drawing>[0]): string {
  const rays = [0, 1, 2, 3, 4].map(
    (step) => `<path d="M14 ${-4 + step} L50 ${2 + step * 8}" stroke="${step % 2 ? ink : accent}" stroke-width="3"/>`,
  );
  return `<path d="M-50 18 L-14 2" stroke="${ink}" stroke-width="3"/>${rays.join('')}
    <path d="M0 -40 L36 26 H-36 Z" fill="${ground}" stroke="${ink}" stroke-width="3.4"/>
    <path d="M0 -25 L24 19 H-24 Z" fill="${accent}" fill-opacity=".25" stroke="${accent}" stroke-width="1.2"/>`;
}

function around(count: number, draw: (angle: number) => string): string {
  return Array.from({ length: count }, (_, index) => draw((index * 360) / count)).join('');
}
