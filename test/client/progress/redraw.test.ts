import { describe, expect, it } from '@jest/globals';
import headless from '@xterm/headless';
import fc from 'fast-check';
import { createRedraw, type Screen } from '../../../client/progress/redraw.ts';

/** A real terminal without a window, and what stands on it. */
function openScreen(columns: number, rows: number) {
  const terminal = new headless.Terminal({ cols: columns, rows, allowProposedApi: true, convertEol: true });
  const write = (text: string) => {
    terminal.write(text);
    return true;
  };
  const screen = { columns, rows, write } as Screen;
  return {
    screen,
    async text(): Promise<string[]> {
      await new Promise<void>((resolve) => terminal.write('', resolve));
      const buffer = terminal.buffer.active;
      const lines = Array.from({ length: buffer.length }, (_, y) => buffer.getLine(y)?.translateToString(true) ?? '');
      return lines.slice(0, lines.findLastIndex((line) => line !== '') + 1);
    },
  };
}

async function shownAfter(pictures: readonly (readonly string[])[], columns = 80, rows = 30): Promise<string[]> {
  const { screen, text } = openScreen(columns, rows);
  const { draw } = createRedraw(screen);
  for (const picture of pictures) draw(picture);
  return await text();
}

describe('createRedraw', () => {
  it('shows all lines when one has come in between', async () => {
    const before = ['planning', 'fine-tuning', 'answering', 'judging'];
    const after = ['planning', 'fine-tuning', '  job is running', 'answering', 'judging'];
    expect(await shownAfter([before, after])).toEqual(after);
  });

  it('shows the last picture and nothing else, whatever was there before', async () => {
    const line = fc.stringMatching(/^[a-z][a-z ]{0,30}[a-z]$/);
    const picture = fc.array(line, { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(fc.array(picture, { minLength: 1, maxLength: 6 }), async (pictures) => {
        expect(await shownAfter(pictures)).toEqual(pictures.at(-1));
      }),
    );
  });

  it('clips lines that are wider than the terminal, and leaves out the first when there are too many', async () => {
    const picture = ['one', 'two', 'three', 'x'.repeat(50)];
    const clipped = ['three', `${'x'.repeat(18)}…`];
    expect(await shownAfter([picture, picture], 20, 3)).toEqual(clipped);
  });

  it('keeps what stood there before, and what it has shown at its end', async () => {
    const { screen, text } = openScreen(80, 30);
    screen.write('$ tempera watch\n');
    const { draw, end } = createRedraw(screen);
    draw(['one', 'two']);
    draw(['three']);
    end();
    draw(['four']);
    expect(await text()).toEqual(['$ tempera watch', 'three', 'four']);
  });

  it('lets no text steer the terminal', async () => {
    expect(await shownAfter([['a\u001b[2J\u009b2Jb\u0007'], ['x', 'a\u001b[2Jb']])).toEqual(['x', 'a[2Jb']);
  });
});
