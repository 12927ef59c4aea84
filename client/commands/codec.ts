import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Command } from 'commander';
import { codecVariable } from '../../codec/keys.ts';
import { createPayloadCodec } from '../../codec/payload-codec.ts';
import { createCodecServer } from '../../codec/server.ts';
import { ClientError } from '../program/client-error.ts';
import { codecKeysOf } from '../temporal/connect.ts';
import { type CommandContext, newCommand, printJson } from './command.ts';
import { untilInterrupted } from './until-interrupted.ts';
import { parsePort } from './up.ts';

interface CodecOptions {
  port: number;
  ui: string[];
  json?: true;
}

/** `tempera codec` */
export function codecCommand(context: CommandContext): Command {
  return newCommand('codec', ['tempera codec', 'tempera codec --ui https://temporal.example'])
    .option('--port <port>', 'on 127.0.0.1; 0: any free one', parsePort, 8234)
    .option('--ui <origin...>', 'pages that may read what it decrypts', [
      'http://localhost:8233',
      'http://127.0.0.1:8233',
    ])
    .action((options: CodecOptions) => serve(context, options));
}

async function serve(context: CommandContext, { port, ui, json }: CodecOptions): Promise<void> {
  const keys = codecKeysOf(context.env);
  if (!keys) throw new ClientError('badInput', `${codecVariable} is not set: there is nothing to decrypt with.`);
  const origins = ui.map(originOf);
  const abort = context.interrupts();
  const server = createCodecServer(createPayloadCodec(keys), origins);
  try {
    await Promise.all([once(server, 'listening'), server.listen(port, '127.0.0.1')]);
  } catch (error) {
    throw new ClientError(
      'cannotStart',
      `Port ${port} cannot be had (${(error as NodeJS.ErrnoException).code}). Name another by --port.`,
    );
  }
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  if (json) printJson(context, { address });
  else context.terminal.out(address);
  context.terminal.note('The Temporal UI asks for it under its data encoder (the glasses at the top). Ctrl-C ends it.');
  await untilInterrupted(abort);
  server.close();
  server.closeAllConnections();
}

/** What a browser calls a page's place by, which has no path. */
function originOf(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url && /^https?:$/.test(url.protocol)) return url.origin;
  throw new ClientError('badInput', `--ui ${address} is no address of a page. Write it as https://temporal.example.`);
}
