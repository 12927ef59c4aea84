import { type Command, InvalidArgumentError } from 'commander';
import { requireFreePorts, usualPlace, usualPorts } from '../local/place.ts';
import { withLocalEnvironment } from '../local/with-local.ts';
import { chosenAddress } from '../temporal/connect.ts';
import { type CommandContext, newCommand, printJson } from './command.ts';
import { untilInterrupted } from './until-interrupted.ts';

interface UpOptions {
  port: number;
  uiPort: number;
  sandboxPort: number;
  json?: true;
}

/** `tempera up` */
export function upCommand(context: CommandContext): Command {
  return newCommand('up', [
    'tempera up',
    'tempera up --sandbox-port 9000',
    'TEMPORAL_ADDRESS=temporal.example:7233 tempera up   # worker and sandbox only',
  ])
    .option('--port <port>', 'of the Temporal server; 0: any free one', parsePort, usualPorts.temporal)
    .option('--ui-port <port>', 'of its UI; 0: any free one', parsePort, usualPorts.ui)
    .option('--sandbox-port <port>', 'of the sandbox; 0: any free one', parsePort, usualPorts.sandbox)
    .action((options: UpOptions) => up(context, options));
}

async function up(context: CommandContext, { port, uiPort, sandboxPort, json }: UpOptions): Promise<void> {
  const { terminal, env } = context;
  const abort = context.interrupts();
  const ports = { temporal: port, ui: uiPort, sandbox: sandboxPort };
  const place = usualPlace(env, abort, ports);
  await requireFreePorts(env, ports);
  terminal.note(startingText(chosenAddress(env)));
  await withLocalEnvironment(place, async ({ temporalAddress, uiAddress, sandboxAddress, sandboxKey }) => {
    const addresses = { temporal: temporalAddress, ...(uiAddress && { ui: uiAddress }), sandbox: sandboxAddress };
    if (json) printJson(context, { ...addresses, ...(sandboxKey !== undefined && { sandboxKey }) });
    else for (const [name, address] of Object.entries(addresses)) terminal.out(`${name.padEnd(9)}${address}`);
    if (!json) terminal.out(`${'key'.padEnd(9)}${sandboxKey ?? 'that of TEMPERA_SANDBOX_KEY'} (of the sandbox)`);
    terminal.note(`Logs and state are in ${place.directory}. Ctrl-C ends it; runs go on at the next start.`);
    if (port !== usualPorts.temporal && uiAddress)
      terminal.note(`Before the other commands: export TEMPORAL_ADDRESS=${temporalAddress}`);
    await untilInterrupted(abort);
    terminal.note('Ending; answers on their way are recorded first. Ctrl-C again ends at once.');
  });
}

/** What is started; a server that a variable or profile names is not, which one may have forgotten. */
export function startingText(server: string | undefined): string {
  return server === undefined
    ? 'Starting …'
    : `Starting a worker and a sandbox; the Temporal server is the one at ${server} (TEMPORAL_ADDRESS, or a profile) …`;
}

/** A commander option parser. */
export function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('Expected a port number up to 65535.');
}
