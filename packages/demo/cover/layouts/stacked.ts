import { unit } from '../../chance.ts';
import { inkBox } from '../ink.ts';
import type { Layout } from '../layout.ts';
import { art, join, type Piece, setLine } from '../lines.ts';
import { motif } from '../motifs.ts';
import { DARK, LIGHT } from '../palettes.ts';
import { TYPEFACES, type Typeface } from '../typefaces.ts';
import { balancedLines, setText, withFlaws } from '../typesetting.ts';

/** Type above all: every line of the title as wide as the page; an emblem where room is left. */
export const stacked: Layout = {
  palettes: [...LIGHT, ...DARK],
  compose({ copy, genre, seed, palette: { ground, ink, accent } }) {
    const face = unit(`${seed}/face`) < 0.5 ? TYPEFACES.oswald : TYPEFACES.abril;
    const title = fullWidth(copy.title, { face, fill: ink });
    const room = AREA.height - title.height;
    const emblem = {
      x: 250,
      y: AREA.y + title.height + room / 2 + 8,
      size: Math.min(room - 50, 220),
      ink,
      accent,
      ground,
    };
    return [
      art(
        `<rect width="500" height="750" fill="${ground}"/><rect x="36" y="36" width="428" height="8" fill="${accent}"/>`,
        `<rect x="36" y="612" width="428" height="2" fill="${ink}"/><rect x="36" y="706" width="428" height="8" fill="${accent}"/>`,
        room > 110 ? motif(genre, emblem) : '',
      ),
      title,
      setText(copy.author, {
        face: TYPEFACES.josefin,
        size: 30,
        fill: accent,
        align: 'left',
        box: { x: 36, y: 632, width: 428, height: 24 },
      }),
      setText(copy.subtitle ?? copy.imprint, {
        face: TYPEFACES.garamondItalic,
        size: 19,
        fill: ink,
        align: 'left',
        box: { x: 36, y: 674, width: 428, height: 16 },
      }),
    ];
  },
};

const AREA = { x: 36, y: 68, width: 428, height: 520 };
const GAP = 24;

interface Type {
  readonly face: Typeface;
  readonly fill: string;
}

interface Column extends Piece {
  readonly height: number;
}

function fullWidth(title: string, type: Type): Column {
  const words = title.split(' ');
  const columns = words.map((_, index) => {
    const { lines, flaws } = balancedLines(words, index + 1, { face: type.face, tracking: 0 });
    const set = column(lines, type);
    return { ...set, merit: set.height > AREA.height ? 0 : set.height * withFlaws(flaws) };
  });
  return columns.reduce((best, other) => (other.merit > best.merit ? other : best));
}

function column(lines: readonly (readonly string[])[], { face, fill }: Type): Column {
  const lettering = { face, tracking: 0 };
  let top = AREA.y;
  const set = lines.map((line) => {
    const ink = inkBox(line.join(' '), lettering);
    const size = AREA.width / ink.width;
    const baseline = top - ink.y * size;
    top += ink.height * size + GAP;
    return setLine(line, { lettering, box: AREA, align: 'left', size, fill, baseline });
  });
  return { ...join(set), height: top - GAP - AREA.y };
}
