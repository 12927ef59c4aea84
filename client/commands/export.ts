import path from 'node:path';
import type { Command } from 'commander';
import { captureLines } from '../../domain/capture/words.ts';
import { openRuns } from '../../runs/open-runs.ts';
import { exitCodeOf } from '../looking/run-status.ts';
import { loadConfig } from '../program/config.ts';
import { checkRunId } from '../program/run-id.ts';
import { shownPath } from '../program/shown-path.ts';
import { exportRun } from '../review/export-files.ts';
import { type CommandContext, newCommand, printJson } from './command.ts';

/** `tempera export RUN`: reads the store, and needs no server. */
export function exportCommand(context: CommandContext): Command {
  return newCommand('export', [
    'tempera export old-model --out answers     # answers/answers.jsonl, answers.csv, capture.json',
    'tempera export covers-20261124-093000      # of an ordinary run, too; into a folder of its name',
  ])
    .argument('<run>', 'id of the capture, or of another run that was answered', checkRunId)
    .option('--out <folder>', 'takes the files, over those of an earlier export (default: a folder named like the run)')
    .action(async (runId: string, { out = runId, json }: { out?: string; json?: true }) => {
      const { terminal, env, end } = context;
      const { capture, files } = await exportRun(openRuns(loadConfig(env).store), runId, path.resolve(out));
      const shown = files.map(shownPath);
      if (json) printJson(context, { ...capture, exported: shown });
      else
        for (const line of [...captureLines(capture, Date.now()), ...shown.map((file) => `  ${file}`)])
          terminal.out(line);
      end(exitCodeOf({ state: capture.outcome }));
    });
}
