import { type Command, InvalidArgumentError } from 'commander';
import type { RemoteRemoval } from '../../domain/cleaning/remote.ts';
import { sizeText } from '../../domain/health/disk.ts';
import { counted } from '../../domain/report/words/format.ts';
import { durationRule, readDuration } from '../../domain/schedule/duration.ts';
import { openRuns } from '../../runs/open-runs.ts';
import { bytesOf, type Cleaned, carryOut } from '../cleaning/carry-out.ts';
import { type Cleaning, planOf } from '../cleaning/plan.ts';
import { removalsOf } from '../cleaning/removals.ts';
import { ClientError } from '../program/client-error.ts';
import { loadConfig } from '../program/config.ts';
import { exitCodes } from '../program/exit-codes.ts';
import { checkRunId } from '../program/run-id.ts';
import { requireWorker } from '../temporal/temporal-runs.ts';
import { type CommandContext, newCommand, printJson } from './command.ts';
import { withClient } from './open-client.ts';

interface CleanOptions {
  olderThan?: number;
  run: readonly string[];
  uploads?: true;
  model: readonly string[];
  yes?: true;
  json?: true;
}

/** `tempera clean` */
export function cleanCommand(context: CommandContext): Command {
  const collect = (check: (text: string) => string) => (text: string, before: readonly string[]) => [
    ...before,
    check(text),
  ];
  return newCommand('clean', [
    'tempera clean --older-than 30d                   # shows what would go, and what stays and why',
    'tempera clean --older-than 30d --yes',
    'tempera clean --run covers-20261124-093000 --uploads --yes   # its training files at the provider, too',
  ])
    .option('--older-than <time>', 'runs whose last file is older, such as 12h or 30d', parseAge)
    .option('--run <id>', 'a run, whatever its age; may be repeated', collect(checkRunId), [])
    .option('--uploads', 'delete at their providers the files that these runs have uploaded')
    .option('--model <name>', 'delete this tuned model at its provider; may be repeated', collect(String), [])
    .option('--yes', 'do it; without it nothing is removed')
    .action((options: CleanOptions) => clean(context, options));
}

async function clean(context: CommandContext, options: CleanOptions): Promise<void> {
  const { olderThan, run, model, uploads = false, yes = false, json } = options;
  if (olderThan === undefined && run.length + model.length === 0)
    throw new ClientError('badInput', 'Say what to clean: --older-than 30d, --run RUN or --model NAME.');
  const store = openRuns(loadConfig(context.env).store);
  await withClient(context.env, async ({ client }) => {
    const now = Date.now();
    const wanted = { runs: run, ...(olderThan !== undefined && { before: now - olderThan }) };
    const cleaning = await planOf(store, client, wanted, now);
    const removals = await removalsOf(store, client, cleaning, { uploads, models: model });
    if (yes && removals.length > 0) await requireWorker(client);
    const cleaned = yes ? await carryOut(store, client, cleaning, removals, now) : undefined;
    if (json) printJson(context, asJson(cleaning, removals, cleaned));
    else for (const line of cleanLines(cleaning, removals, cleaned)) context.terminal.out(line);
    if (cleaned && cleaned.remote.failed.length + cleaned.reopened.length > 0) context.end(exitCodes.cannotStart);
  });
}

/** Reads an age such as `30d`, in milliseconds; a commander option parser. */
export function parseAge(text: string): number {
  const age = readDuration(text);
  if (age === undefined) throw new InvalidArgumentError(`Expected ${durationRule}.`);
  return age;
}

function asJson(
  { runs, keep, offers, objects, remote }: Cleaning,
  removals: readonly RemoteRemoval[],
  cleaned?: Cleaned,
) {
  return {
    runs: runs.map(({ runId, files, writtenAt }) => ({
      runId,
      bytes: bytesOf(files),
      writtenAt: new Date(writtenAt).toISOString(),
    })),
    keep,
    offers: offers.length,
    objects: {
      count: objects.files.length,
      bytes: bytesOf(objects.files),
      resting: objects.resting.length,
      ...(objects.unknown && { unknown: objects.unknown }),
    },
    remote: remote.map(({ run, provider, files, models }) => ({ runId: run.runId, provider, files, models })),
    remove: removals.map(({ provider, files, models }) => ({ provider, files, models })),
    ...(cleaned && { cleaned }),
  };
}

/** What goes, what stays and why, in words. */
export function cleanLines(cleaning: Cleaning, removals: readonly RemoteRemoval[], cleaned?: Cleaned): string[] {
  const { runs, keep, offers, objects } = cleaning;
  const rows = [
    ...runs.map(({ runId, files, writtenAt }): [string, number, string] => [
      runId,
      bytesOf(files),
      `last written ${new Date(writtenAt).toISOString().slice(0, 10)}`,
    ]),
    ...(objects.files.length > 0
      ? [
          ['objects', bytesOf(objects.files), `${objects.files.length} that nothing needs that stays`] as [
            string,
            number,
            string,
          ],
        ]
      : []),
  ];
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  const size = rows.reduce((sum, [, bytes]) => sum + bytes, 0);
  return [
    headOf(cleaned, rows.length + removals.length, size),
    ...rows.map(([name, bytes, what]) => `- ${name.padEnd(width)}  ${sizeText(bytes).padStart(7)}  ${what}`),
    ...removals.flatMap(({ provider, files, models }) =>
      [...files, ...models].map((id) => `- ${id}, at provider ${provider}`),
    ),
    ...(offers.length > 0
      ? ['Whoever asks again what these runs were told pays for it again: no later run can take over from them.']
      : []),
    ...(keep.length > 0 ? ['Stays:', ...keep.map(({ runId, why }) => `- ${runId}: ${why}`)] : []),
    ...(objects.resting.length > 0
      ? [
          `${counted(objects.resting.length, 'object')} of the last 24 hours, which nothing names, rest; a later cleaning takes them.`,
        ]
      : []),
    ...(objects.unknown ? [`All objects stay: ${objects.unknown}`] : []),
    ...remoteLines(cleaning, removals, cleaned),
    ...(cleaned ? troubleLines(cleaned) : []),
  ];
}

function headOf(cleaned: Cleaned | undefined, things: number, size: number): string {
  if (things === 0) return 'There is nothing to clean.';
  if (cleaned) return `Removed ${sizeText(cleaned.bytes)}:`;
  return `Would remove ${sizeText(size)}; nothing is removed without --yes:`;
}

/** What stays at providers, and how it is deleted: as long as the run is there by us, and then by its owner. */
function remoteLines({ remote }: Cleaning, removals: readonly RemoteRemoval[], cleaned?: Cleaned): string[] {
  const deleted = new Set(removals.flatMap(({ files, models }) => [...files, ...models]));
  const line = (what: string, id: string, provider: string, option: string) =>
    deleted.has(id)
      ? []
      : [
          `${what} ${id} stays at provider ${provider}: ${cleaned ? 'delete it there.' : `${option} deletes it, for as long as the run is there.`}`,
        ];
  return remote.flatMap(({ provider, files, models }) => [
    ...files.flatMap((id) => line('File', id, provider, '--uploads')),
    ...models.flatMap((id) => line('Model', id, provider, `--model ${id}`)),
  ]);
}

function troubleLines({ remote, reopened }: Cleaned): string[] {
  return [
    ...remote.failed.map(({ id, why }) => `${id} could not be deleted: ${why}`),
    ...reopened.map((runId) => `Run ${runId} was begun again meanwhile, and stays, with all objects.`),
  ];
}
