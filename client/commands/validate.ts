import type { Command } from 'commander';
import { stringify } from 'yaml';
import { counted, whole } from '../../domain/report/words/format.ts';
import type { RunSpec } from '../../domain/spec/run-spec.ts';
import { openRuns } from '../../runs/open-runs.ts';
import { areThere, whatIsMissing } from '../../sources/data-files.ts';
import type { HubLook } from '../../sources/hub/look.ts';
import { OutOfReach } from '../../sources/source.ts';
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
      await lookAtDataSet(context, carriedOut);
      if (json) printJson(context, spec);
      else context.terminal.out(stringify(spec).trimEnd());
    });
}

/** A spec may be right although its data lies elsewhere, or its hub is out of reach here; no row is read or downloaded. */
async function lookAtDataSet(context: CommandContext, spec: RunSpec): Promise<void> {
  const { source } = spec.data;
  if (source.kind === 'hub') return lookAtSetOnHub(context, spec);
  const missing = await whatIsMissing(loadConfig(context.env).data, source);
  if (missing !== undefined) context.terminal.note(notLookedAt(missing));
}

async function lookAtSetOnHub({ env, terminal }: CommandContext, { data }: RunSpec): Promise<void> {
  try {
    const { lookAtHub } = await import('../../sources/hub/look.ts');
    terminal.note(lookText(await lookAtHub(data, { environment: env })));
  } catch (error) {
    if (!(error instanceof OutOfReach)) throw error;
    terminal.note(notLookedAt(error.message));
  }
}

function notLookedAt(why: string): string {
  return `Its data was not looked at: ${why}`;
}

/** What a look at a data set on a hub has shown. */
export function lookText({ name, commit, parts, missing }: HubLook): string {
  const each = parts.map(({ part, files, bytes }) => `${part} ${counted(files, 'file')}, ${megabytes(bytes)}`);
  const due =
    missing === 0 ? 'All of it is in the cache.' : `A run downloads ${megabytes(missing)} of it, once a machine.`;
  return `${name} at commit ${commit}: ${each.join('; ')}. ${due}`;
}

function megabytes(bytes: number): string {
  return `${whole(Math.ceil(bytes / 1e6))} MB`;
}

/** Stored answers are looked for where the data lies here: elsewhere a spec may be right whose answers nobody sees. */
async function checkStoredAnswers({ env }: CommandContext, spec: RunSpec): Promise<void> {
  if (Object.values(spec.candidates).every(({ answers }) => answers === undefined)) return;
  const { data: dataDirectory, store } = loadConfig(env);
  if (!(await areThere(dataDirectory, spec.data.source))) return;
  await originsHere({ store: openRuns(store), dataDirectory, isDataHere: true }, spec);
}
