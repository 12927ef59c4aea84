import type { Command } from 'commander';
import type { Dataset } from '../../../domain/data/dataset.ts';
import type { Settings } from '../../../domain/run/plan.ts';
import { catchText } from '../../../domain/schedule/catch-words.ts';
import { durationText } from '../../../domain/schedule/duration.ts';
import type { Schedule } from '../../../domain/schedule/schedule.ts';
import { slotText, timesText, troubleText } from '../../../domain/schedule/times-words.ts';
import type { RunSpec } from '../../../domain/spec/run-spec.ts';
import { followedIn } from '../../../domain/trend/followed.ts';
import { readJson } from '../../../runs/json.ts';
import { openRuns } from '../../../runs/open-runs.ts';
import { loadConfig } from '../../program/config.ts';
import { loadSpec } from '../../program/spec-file.ts';
import { createDataReading } from '../../progress/data-reading.ts';
import type { SlotsAhead } from '../../scheduling/look-ahead.ts';
import { readTimes, type TimesOptions } from '../../scheduling/times.ts';
import { parseSetting } from '../../starting/settings.ts';
import { hasWorker } from '../../temporal/temporal-runs.ts';
import { type CommandContext, newSubcommand, printJson } from '../command.ts';
import { withClient } from '../open-client.ts';
import { imagesIn } from '../prepare.ts';

interface CreateCommandOptions extends TimesOptions {
  id?: string;
  set?: Partial<Settings>;
  json?: true;
}

/** Slots ahead that are shown. */
export const slotsShown = 5;

/** `tempera schedule create SPEC` */
export function createCommand(context: CommandContext): Command {
  const does = 'Creates a schedule, which pins the spec and its test set and starts a run at each slot.';
  const command = newSubcommand('create', { does, doing: ['starts', 'stores'] }, [
    'tempera schedule create covers.yaml --cron "0 3 * * *" --timezone Europe/Berlin',
    'tempera schedule create covers.yaml --id hourly --every 1h --jitter 5m',
  ]).argument('<spec>', 'run spec, YAML or JSON');
  return withTimes(command)
    .option('--id <id>', "of the schedule (default: the spec's name)")
    .option('--set <name=value>', 'size, timeout or interval of its runs, such as shardRows=20', parseSetting)
    .action((file: string, options: CreateCommandOptions) => create(context, file, options));
}

/** The options by which a schedule is due. */
export function withTimes(command: Command): Command {
  return command
    .option('--cron <fields>', 'minute, hour, day, month and weekday, such as "0 3 * * 1-5"')
    .option('--every <time>', 'from one slot to the next, such as 6h; instead of --cron')
    .option('--timezone <zone>', 'of the cron, such as Europe/Berlin (default: UTC)')
    .option('--jitter <time>', 'puts each start off by chance, by so much at most; 0s: not at all');
}

async function create(context: CommandContext, file: string, options: CreateCommandOptions): Promise<void> {
  const { terminal, env } = context;
  const { set: settings } = options;
  const spec = await loadSpec(file);
  const times = readTimes(options);
  const reading = createDataReading(terminal);
  const { created, isServed } = await withClient(env, async ({ tempera, client }) => ({
    created: await tempera
      .createSchedule(spec, {
        id: options.id ?? spec.name,
        times,
        ...(settings && { settings }),
        onData: reading.show,
      })
      .finally(reading.end),
    isServed: await hasWorker(client),
  }));
  const { schedule, ...ahead } = created;
  if (options.json) return printJson(context, shownSchedule(schedule, ahead));
  terminal.out(`Schedule ${schedule.id} created: ${timesText(times)}.`);
  for (const line of aheadLines(schedule, ahead)) terminal.out(line);
  terminal.out(await caughtBy(context, schedule, spec));
  if (!isServed) terminal.note('No worker asks for work: its runs wait until one does ("tempera worker").');
}

/** What a program is told of a schedule that was made or changed. */
export function shownSchedule({ id, version, times, interval, blockedFor }: Schedule, ahead: SlotsAhead) {
  const next = ahead.next.slice(0, slotsShown).map((slot) => slot.toISOString());
  return { id, version, times, interval, blockedFor, next, clockChanges: ahead.troubles };
}

/** When a schedule is due next, and what else one should know of it. */
export function aheadLines({ times, blockedFor }: Schedule, { next, troubles }: SlotsAhead): string[] {
  return [
    'Its next slots:',
    ...next.slice(0, slotsShown).map((slot) => `  ${slotText(times, slot)}`),
    ...troubles.map((trouble) => troubleText(times, trouble)),
    `No two of its runs are open at once: a slot that comes meanwhile is skipped. One that waits for a person fails after ${durationText(blockedFor)} (limits.blockedFor), which pauses the schedule.`,
  ];
}

async function caughtBy({ env }: CommandContext, { data }: Schedule, spec: RunSpec): Promise<string> {
  if (!data) return 'Each of its runs reads the data anew (data.reread): what changes in it changes the scores, too.';
  const { counts } = await readJson<Dataset>(openRuns(loadConfig(env).store), data);
  const asked = counts[spec.on];
  return catchText(imagesIn(asked), followedIn(spec).alpha, asked?.distinctImages === 0 ? 'question' : 'image');
}
