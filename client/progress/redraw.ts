import { clearScreenDown, cursorTo, moveCursor } from 'node:readline';
import { printable } from '../program/printable.ts';

/** A part of a terminal that is drawn again and again. */
export interface Redraw {
  draw(lines: readonly string[]): void;
  /** Leaves what was drawn last where it stands. */
  end(): void;
}

/** What drawing needs to know of a terminal. */
export type Screen = Pick<NodeJS.WriteStream, 'write' | 'columns' | 'rows'>;

/** Draws over what was drawn before, from its first line on: no line is wider than the terminal, and none leaves it. */
export function createRedraw(screen: Screen): Redraw {
  const stream = screen as NodeJS.WriteStream;
  let drawn = 0;
  return {
    draw(lines) {
      const shown = lines.slice(-Math.max(1, screen.rows - 1)).map((line) => clipped(printable(line), screen.columns));
      cursorTo(stream, 0);
      moveCursor(stream, 0, -drawn);
      clearScreenDown(stream);
      stream.write(shown.map((line) => `${line}\n`).join(''));
      drawn = shown.length;
    },
    end() {
      drawn = 0;
    },
  };
}

/** A line that wraps takes two, and what comes next would be drawn in the wrong place. */
function clipped(line: string, columns: number): string {
  const characters = [...line.replaceAll(/\s/g, ' ')];
  return characters.length < columns ? characters.join('') : `${characters.slice(0, columns - 2).join('')}…`;
}
