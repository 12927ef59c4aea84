import type { Command } from 'commander';
import { stringify } from 'yaml';
import type { RunSpec } from '../../domain/spec/run-spec.ts';
import { openRuns } from '../../runs/open-runs.ts';
import { areThere } from '../../sources/data-files.ts';
import { loadConfig } from '../program/config.ts';
import { originsHere } from '../starting/origins-here.ts';
import { loadSpecToLookAt } from '../starting/spec-to-look-at.ts';
import { type CommandContext, newCommand, printJson } from './command.ts';

/** `tempera validate SPEC` */
export function validateCommand(context: CommandContext): Command {
  return newCommand('validate', [
    'tempera validate examples/demo/demo.yaml',
    'tempera validate examples/demo/demo.yaml --json',
  ])
    .argument('<spec>', 'run spec, YAML or JSON')
    .action(async (file: string, { json }: { json?: true }) => {
      const { spec, carriedOut } = await loadSpecToLookAt(file);
      await checkStoredAnswers(context, carriedOut);
      if (json) printJson(context, spec);
      else context.terminal.out(stringify(spec).trimEnd());
    });
}

/** Stored answers are looked for where the data lies here: elsewhere a spec may be right whose answers nobody sees. */
async function checkStoredAnswers({ env }: CommandContext, spec: RunSpec): Promise<void> {
  if (Object.values(spec.candidates).every(({ answers }) => answers === undefined)) return;
  const { data: dataDirectory, store } = loadConfig(env);
  if (!(await areThere(dataDirectory, spec.data.source))) return;
  await originsHere({ store: openRuns(store), dataDirectory, isDataHere: true }, spec);
}
