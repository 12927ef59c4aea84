import type { Command } from 'commander';
import { capLines } from '../../domain/cost/budget/cap-lines.ts';
import { estimateLines } from '../../domain/cost/estimate-words.ts';
import { openRuns } from '../../runs/open-runs.ts';
import { loadConfig } from '../program/config.ts';
import { createDataReading } from '../progress/data-reading.ts';
import { estimateHere } from '../starting/estimate-here.ts';
import { originsHere } from '../starting/origins-here.ts';
import { pinHere } from '../starting/pin-here.ts';
import { loadSpecToLookAt } from '../starting/spec-to-look-at.ts';
import { chooseWorkflow } from '../starting/workflow-choice.ts';
import { type CommandContext, newCommand, printJson } from './command.ts';
import { parseLimit } from './start.ts';

interface EstimateOptions {
  limit?: number;
  fineTune?: true;
  json?: true;
}

/** `tempera estimate SPEC` */
export function estimateCommand(context: CommandContext): Command {
  return newCommand('estimate', [
    'tempera estimate covers.yaml',
    'tempera estimate covers.yaml --limit 5             # of a trial',
    'TEMPERA_DATA=/data tempera estimate covers.yaml --json',
  ])
    .argument('<spec>', 'run spec, YAML or JSON')
    .option('--limit <samples>', 'of a trial of this many test samples', parseLimit)
    .option('--fine-tune', 'of a trial that fine-tunes')
    .action(async (file: string, { json, ...trial }: EstimateOptions) => {
      const { carriedOut: spec, captures } = await loadSpecToLookAt(file);
      const { terminal, env } = context;
      const { data: dataDirectory, store } = loadConfig(env);
      const reading = createDataReading(terminal);
      const here = await pinHere(spec, dataDirectory, { onData: reading.show, ...(captures && { captures }) }).finally(
        reading.end,
      );
      const place = { dataDirectory, store: openRuns(store) };
      await originsHere({ ...place, isDataHere: here !== undefined }, spec);
      const options = { ...trial, ...(captures && { captures }) };
      const estimate = await estimateHere(spec, place, {
        ...chooseWorkflow(spec, options),
        ...options,
        pin: here?.pin,
      });
      if (json) return printJson(context, estimate);
      for (const line of [...estimateLines(estimate), ...capLines(spec, estimate)]) terminal.out(line);
    });
}
