import type { RunStatus } from '../looking/run-status.ts';
import type { Terminal } from '../program/terminal.ts';
import { drawRun } from './drawn.ts';
import { createPlainLines } from './plain.ts';
import { createRedraw } from './redraw.ts';
import { createRunView, type RunView } from './run-view.ts';
import { heldUp } from './words.ts';

/** Shows a run while it goes on: drawn anew on a terminal, line by line elsewhere. */
export interface ProgressReporter {
  show(status: RunStatus): void;
  /** Leaves what was drawn last where it stands. */
  end(): void;
}

export function createProgressReporter({ note, screen }: Terminal): ProgressReporter {
  const viewOf = createRunView();
  if (screen) {
    const { draw, end } = createRedraw(screen);
    return { show: (status) => draw(drawing(viewOf(status, Date.now()))), end };
  }
  const linesOf = createPlainLines();
  return {
    show: (status) => {
      for (const line of linesOf(viewOf(status, Date.now()), Date.now())) note(line);
    },
    end: () => undefined,
  };
}

/** What holds a run up stands below the stages, which say nothing of it. */
function drawing(view: RunView): string[] {
  const held = heldUp(view.status);
  return [...drawRun(view), ...(held === undefined ? [] : [`  ${held}`])];
}
