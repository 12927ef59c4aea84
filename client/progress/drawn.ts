import type { PacedWork } from './pace.ts';
import type { RunView, StageView } from './run-view.ts';
import { duration, howFar } from './words.ts';

const barWidth = 24;
const marks = { past: '✔', now: '●', ahead: '○' } as const;

/** A picture of the run for a terminal: its stages, and bars for the one that is under way. */
export function drawRun({ stages, work, status }: RunView): string[] {
  const notes = [status.job, status.note].filter((note) => note !== undefined).map((note) => `      ${note}`);
  return stages.flatMap((stage) => [
    lineOf(stage),
    ...(stage.state === 'now' ? [...work.map((one) => barOf(one, work)), ...notes] : []),
  ]);
}

function lineOf({ stage, state, seconds }: StageView): string {
  const time = seconds === undefined || state === 'ahead' ? '' : duration(seconds);
  return `  ${marks[state]} ${stage.padEnd(14)}${time}`.trimEnd();
}

function barOf(one: PacedWork, all: readonly PacedWork[]): string {
  const width = Math.max(...all.map(({ name }) => name.length));
  const filled = one.total === 0 ? 0 : Math.floor((barWidth * one.done) / one.total);
  const bar = '█'.repeat(filled) + '░'.repeat(barWidth - filled);
  const name = width === 0 ? '' : `${one.name.padEnd(width)}  `;
  return `      ${name}${bar}  ${howFar(one)}`;
}
