import type { Command } from 'commander';
import { type CommandContext, newCommand } from './command.ts';
import { deleteCommand, pauseCommand, resumeCommand, triggerCommand } from './schedule/control.ts';
import { createCommand } from './schedule/create.ts';
import { describeCommand, listCommand } from './schedule/show.ts';
import { updateCommand } from './schedule/update.ts';

/** `tempera schedule …` */
export function scheduleCommand(context: CommandContext): Command {
  const command = newCommand('schedule', [
    'tempera schedule create covers.yaml --id nightly --cron "0 3 * * *" --timezone Europe/Berlin',
    'tempera schedule describe nightly',
  ]).enablePositionalOptions();
  const parts = [
    createCommand,
    listCommand,
    describeCommand,
    pauseCommand,
    resumeCommand,
    triggerCommand,
    updateCommand,
    deleteCommand,
  ];
  for (const part of parts) command.addCommand(part(context));
  return command;
}
