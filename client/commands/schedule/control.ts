import type { Command } from 'commander';
import type { Doing } from '../../program/exit-codes.ts';
import { checkScheduleId } from '../../scheduling/schedule-id.ts';
import { type CommandContext, newSubcommand, printJson } from '../command.ts';
import { withClient } from '../open-client.ts';

interface Options {
  note?: string;
  json?: true;
}

const doing: readonly Doing[] = ['starts', 'stores'];

/** `tempera schedule pause ID` */
export function pauseCommand(context: CommandContext): Command {
  const does = 'Keeps a schedule from starting runs until it is resumed; a run that is open goes on.';
  return named('pause', does, 'tempera schedule pause nightly --note "the provider moves"')
    .option('--note <text>', 'why', 'paused by tempera')
    .action(async (id: string, { note = '', json }: Options) => {
      await withClient(context.env, ({ tempera }) => tempera.pauseSchedule(id, note));
      if (json) printJson(context, { id, paused: true });
      else context.terminal.out(`Schedule ${id} is paused. To go on: tempera schedule resume ${id}`);
    });
}

/** `tempera schedule resume ID` */
export function resumeCommand(context: CommandContext): Command {
  const does = 'Lets a paused schedule go on; slots that fell into the pause stay without a run.';
  return named('resume', does, 'tempera schedule resume nightly')
    .option('--note <text>', 'why', 'resumed by tempera')
    .action(async (id: string, { note = '', json }: Options) => {
      await withClient(context.env, ({ tempera }) => tempera.resumeSchedule(id, note));
      if (json) printJson(context, { id, paused: false });
      else context.terminal.out(`Schedule ${id} goes on. When: tempera schedule describe ${id}`);
    });
}

/** `tempera schedule trigger ID` */
export function triggerCommand(context: CommandContext): Command {
  const does = 'Starts a run of a schedule now, as if it were due; a paused one stays paused.';
  return named('trigger', does, 'tempera schedule trigger nightly').action(async (id: string, { json }: Options) => {
    const runId = await withClient(context.env, ({ tempera }) => tempera.triggerSchedule(id));
    if (json) printJson(context, { id, ...(runId !== undefined && { runId }) });
    else if (runId === undefined)
      context.terminal.out(`Schedule ${id} was triggered. Its run: tempera schedule describe ${id}`);
    else {
      context.terminal.out(runId);
      context.terminal.note(`Watch it: tempera watch ${runId}`);
    }
  });
}

/** `tempera schedule delete ID` */
export function deleteCommand(context: CommandContext): Command {
  const does = 'Deletes a schedule; its runs and reports stay, and a run that is open goes on.';
  return named('delete', does, 'tempera schedule delete nightly').action(async (id: string, { json }: Options) => {
    await withClient(context.env, ({ tempera }) => tempera.deleteSchedule(id));
    if (json) printJson(context, { id, deleted: true });
    else context.terminal.out(`Schedule ${id} is deleted. Its runs stay: tempera list`);
  });
}

function named(name: string, does: string, example: string): Command {
  return newSubcommand(name, { does, doing }, [example]).argument('<id>', 'of the schedule', checkScheduleId);
}
