import type { RunStatus } from '../looking/run-status.ts';
import type { Terminal } from '../program/terminal.ts';
import { drawRun } from './drawn.ts';
import { createPlainLines } from './plain.ts';
import { createRedraw } from './redraw.ts';
import { createRunView } from './run-view.ts';

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
    return { show: (status) => draw(drawRun(viewOf(status, Date.now()))), end };
  }
  const linesOf = createPlainLines();
  return {
    show: (status) => {
      for (const line of linesOf(viewOf(status, Date.now()), Date.now())) note(line);
    },
    end: () => undefined,
  };
}
