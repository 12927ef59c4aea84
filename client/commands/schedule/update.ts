import type { Command } from 'commander';
import { timesText } from '../../../domain/schedule/times-words.ts';
import { loadSpec } from '../../program/spec-file.ts';
import { createDataReading } from '../../progress/data-reading.ts';
import { checkScheduleId } from '../../scheduling/schedule-id.ts';
import type { TimesOptions } from '../../scheduling/times.ts';
import { type CommandContext, newSubcommand, printJson } from '../command.ts';
import { withClient } from '../open-client.ts';
import { aheadLines, shownSchedule, withTimes } from './create.ts';

/** `tempera schedule update ID [SPEC]` */
export function updateCommand(context: CommandContext): Command {
  const does = 'Changes when a schedule is due, or the spec that it starts; its runs so far stay one series with it.';
  const command = newSubcommand('update', { does, doing: ['starts', 'stores'] }, [
    'tempera schedule update nightly --cron "30 4 * * *"',
    'tempera schedule update nightly covers.yaml   # another model begins a new segment, and it says so',
  ])
    .argument('<id>', 'of the schedule', checkScheduleId)
    .argument('[spec]', 'run spec, YAML or JSON (default: the one it has)');
  return withTimes(command).action((id: string, file: string | undefined, options: TimesOptions & { json?: true }) =>
    update(context, id, file, options),
  );
}

async function update(
  context: CommandContext,
  id: string,
  file: string | undefined,
  { json, ...times }: TimesOptions & { json?: true },
): Promise<void> {
  const { terminal, env } = context;
  const spec = file === undefined ? undefined : await loadSpec(file);
  const reading = createDataReading(terminal);
  const options = { times, ...(spec && { spec }), onData: reading.show };
  const { schedule, changed, newSegment, ...ahead } = await withClient(env, ({ tempera }) =>
    tempera.updateSchedule(id, options).finally(reading.end),
  );
  if (json) return printJson(context, { ...shownSchedule(schedule, ahead), changed, newSegment });
  const what = changed ? `updated (version ${schedule.version})` : 'is as it was';
  terminal.out(`Schedule ${id} ${what}: ${timesText(schedule.times)}.`);
  if (newSegment.length > 0) {
    terminal.out(`A new segment begins, since other things are measured from now on: ${newSegment.join(', ')}.`);
  }
  for (const line of aheadLines(schedule, ahead)) terminal.out(line);
}
