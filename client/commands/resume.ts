import { type Command, Option } from 'commander';
import { ClientError } from '../program/client-error.ts';
import { checkRunId } from '../program/run-id.ts';
import type { ResumeOptions } from '../starting/resume-run.ts';
import { type CommandContext, newCommand, printJson } from './command.ts';
import { withClient } from './open-client.ts';

/** `tempera resume RUN` */
export function resumeCommand(context: CommandContext): Command {
  return newCommand('resume', [
    'tempera resume covers-20261124-093000',
    'tempera resume covers-20261124-093000 --spend 25   # it may cost 25 in all, in the currency of its prices',
    'tempera resume covers-20261124-093000 --end        # asks nobody any more: a report of what is there',
  ])
    .argument('<run>', 'id of the run', checkRunId)
    .addOption(new Option('--spend <amount>', 'raises limits.spend to so much in all').argParser(parseAmount))
    .addOption(new Option('--end', 'where limits.spend is reached: ends with what is there').conflicts('spend'))
    .action(async (runId: string, { json, ...options }: ResumeOptions & { json?: true }) => {
      const { resumed } = await withClient(context.env, ({ tempera }) => tempera.resumeRun(runId, options));
      if (json) return printJson(context, { runId, resumed, ...options });
      const { spend } = options;
      const raised = spend === undefined ? '' : ` may spend ${spend} in all, and`;
      const on = resumed ? 'goes on' : 'is not held up by its budget';
      context.terminal.out(`Run ${runId}${raised} ${on}. Watch it: tempera watch ${runId}`);
    });
}

function parseAmount(text: string): number {
  const amount = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && Number.isFinite(amount) && amount > 0) return amount;
  throw new ClientError('badInput', `--spend ${text}: expected an amount above 0, such as 25 or 2.5`);
}
