import type { Command } from 'commander';
import { workerEnvironment } from '../local/child-environment.ts';
import { runInForeground } from '../local/foreground.ts';
import { programs, workerVariables } from '../local/programs.ts';
import { loadConfig } from '../program/config.ts';
import { type CommandContext, newCommand } from './command.ts';

/** `tempera worker` */
export function workerCommand(context: CommandContext): Command {
  return newCommand('worker', [
    'tempera worker',
    'TEMPORAL_ADDRESS=temporal.example:7233 TEMPERA_STORE=/mnt/tempera tempera worker',
  ]).action(async () => {
    loadConfig(context.env);
    const env = { ...workerVariables, ...workerEnvironment(context.env) };
    context.end(await runInForeground(programs.worker, env, context.interrupts()));
  });
}
