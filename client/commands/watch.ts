import type { Command } from 'commander';
import { exitCodeOf } from '../looking/run-status.ts';
import { printableJson } from '../program/printable.ts';
import { checkRunId } from '../program/run-id.ts';
import { type CommandContext, gateOption, newCommand } from './command.ts';
import { endWatchAtGate } from './end-at-gate.ts';
import { withClient } from './open-client.ts';
import { printEnd } from './print-end.ts';
import { watchToTheEnd } from './watch-run.ts';

/** `tempera watch RUN` */
export function watchCommand(context: CommandContext): Command {
  const { terminal } = context;
  return newCommand('watch', [
    'tempera watch covers-20261124-093000',
    'tempera watch covers-20261124-093000 --json   # one JSON line a change',
  ])
    .argument('<run>', 'id of the run', checkRunId)
    .option('--gate', gateOption)
    .action(async (runId: string, { json, gate }: { json?: true; gate?: true }) => {
      const status = await withClient(context.env, ({ tempera }) =>
        watchToTheEnd(tempera, runId, {
          terminal,
          interrupts: context.interrupts(),
          ...(json && { onStatus: changes((line) => terminal.out(line)) }),
        }),
      );
      if (!json) await printEnd(context, status);
      if (gate) await endWatchAtGate(context, status);
      else context.end(exitCodeOf(status));
    });
}

/** Passes on what differs from the look before. */
function changes(print: (line: string) => void): (status: object) => void {
  let before = '';
  return (status) => {
    const line = printableJson(status);
    if (line !== before) print(line);
    before = line;
  };
}
