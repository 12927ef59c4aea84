import path from 'node:path';
import type { Command } from 'commander';
import { sandboxEnvironment } from '../local/child-environment.ts';
import { runInForeground } from '../local/foreground.ts';
import { requireInstalled } from '../local/installed.ts';
import { usualPorts } from '../local/place.ts';
import { programs } from '../local/programs.ts';
import { type CommandContext, newCommand } from './command.ts';
import { parsePort } from './up.ts';

interface SandboxOptions {
  port: number;
  host: string;
  state: string;
}

/** `tempera sandbox` */
export function sandboxCommand(context: CommandContext): Command {
  return newCommand('sandbox', ['tempera sandbox', 'tempera sandbox --port 9000 --state /var/lib/tempera-sandbox'])
    .option('--port <port>', '0: any free one', parsePort, usualPorts.sandbox)
    .option('--host <host>', 'address to listen on', '127.0.0.1')
    .option('--state <folder>', 'keeps its files, jobs and models', '.tempera/local/sandbox')
    .action(async ({ port, host, state }: SandboxOptions) => {
      requireInstalled('sandbox');
      const args = [...programs.sandbox, '--port', `${port}`, '--host', host, '--state', path.resolve(state)];
      context.end(await runInForeground(args, sandboxEnvironment(context.env), context.interrupts()));
    });
}
