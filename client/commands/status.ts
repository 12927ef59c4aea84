import type { Command } from 'commander';
import { budgetText } from '../../domain/cost/budget/budget-text.ts';
import { costText } from '../../domain/cost/costs.ts';
import type { BudgetStanding, Execution } from '../../domain/report/report-schema.ts';
import { budgetStanding } from '../../runs/budgets.ts';
import { openRuns } from '../../runs/open-runs.ts';
import { spentSoFar } from '../../runs/spent.ts';
import { exitCodeOf } from '../looking/run-status.ts';
import { loadConfig } from '../program/config.ts';
import { checkRunId } from '../program/run-id.ts';
import { type CommandContext, newCommand, printJson } from './command.ts';
import { statusLines } from './messages.ts';
import { withClient } from './open-client.ts';

/** `tempera status RUN` */
export function statusCommand(context: CommandContext): Command {
  return newCommand('status', ['tempera status covers-20261124-093000', 'tempera status covers-20261124-093000 --json'])
    .argument('<run>', 'id of the run', checkRunId)
    .action(async (runId: string, { json }: { json?: true }) => {
      const status = await withClient(context.env, ({ tempera }) => tempera.describeRun(runId));
      const store = openRuns(loadConfig(context.env).store);
      const cost = status.stage && (await spentSoFar(store, runId));
      const budget = await budgetStanding(store, runId);
      if (json) printJson(context, { ...status, ...(cost && { cost }), ...(budget && { budget }) });
      else
        for (const line of [...statusLines(status), ...costLines(cost), ...budgetLines(budget)])
          context.terminal.out(line);
      context.end(exitCodeOf(status));
    });
}

function costLines(cost: Execution['cost']): string[] {
  const text = costText(cost ? { cost } : {});
  return text === undefined ? [] : [`Answers and ratings so far: ${text}`];
}

function budgetLines(budget: BudgetStanding | undefined): string[] {
  return budget ? [`Budget: ${budgetText(budget)}`] : [];
}
