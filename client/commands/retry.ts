import { type Command, Option } from 'commander';
import type { RetryStage } from '../../domain/run/run.ts';
import { exitCodeOf } from '../looking/run-status.ts';
import { ClientError } from '../program/client-error.ts';
import { checkRunId } from '../program/run-id.ts';
import { retryStages } from '../starting/retry-run.ts';
import { type CommandContext, newCommand, printJson } from './command.ts';
import { withClient } from './open-client.ts';
import { printEnd } from './print-end.ts';
import { watchToTheEnd } from './watch-run.ts';

interface Options {
  from: RetryStage;
  generation?: number;
  wait?: true;
  json?: true;
}

/** `tempera retry` */
export function retryCommand(context: CommandContext): Command {
  return newCommand('retry', [
    'tempera retry covers-20261124-093000 --from report',
    'tempera retry covers-20261124-093000 --from judge --wait   # rates again, asks nobody',
    'tempera retry covers-20261124-093000 --from fine-tune      # another job: paid again',
    'tempera retry covers-20261124-093000 --from report --generation 1   # of the first model',
  ])
    .argument('<run>', 'id of the run', checkRunId)
    .addOption(new Option('--from <stage>', 'where to begin').choices(retryStages).makeOptionMandatory())
    .option('--generation <number>', 'whose model to use; default: the newest whose job succeeded', parseGeneration)
    .option('--wait', 'show the run until it ends')
    .action((runId: string, options: Options) => retry(context, runId, options));
}

function parseGeneration(text: string): number {
  if (/^[1-9][0-9]*$/.test(text)) return Number(text);
  throw new ClientError('badInput', `--generation ${text}: expected a whole number above 0`);
}

async function retry(context: CommandContext, runId: string, { from, generation, wait, json }: Options): Promise<void> {
  const { terminal, env, interrupts } = context;
  await withClient(env, async ({ tempera }) => {
    const { input } = await tempera.retryRun(runId, from, generation === undefined ? {} : { generation });
    if (!wait && json) return printJson(context, { runId, from, revision: input.revision });
    terminal.note(`Run ${runId} begins again at ${from}, as revision ${input.revision}.`);
    if (!wait) return;
    const status = await watchToTheEnd(tempera, runId, { terminal, interrupts: interrupts() });
    if (json) printJson(context, status);
    else await printEnd(context, status);
    context.end(exitCodeOf(status));
  });
}
