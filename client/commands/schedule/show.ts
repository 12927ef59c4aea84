import type { Command } from 'commander';
import { slotText, timesText } from '../../../domain/schedule/times-words.ts';
import { openRuns } from '../../../runs/open-runs.ts';
import { listSchedules } from '../../../runs/schedules.ts';
import { ClientError } from '../../program/client-error.ts';
import { loadConfig } from '../../program/config.ts';
import { tableLines } from '../../program/table.ts';
import { checkScheduleId } from '../../scheduling/schedule-id.ts';
import { type ScheduledEnd, type ScheduleStatus, scheduleStatus } from '../../scheduling/schedule-status.ts';
import { requireSchedule } from '../../scheduling/update-schedule.ts';
import { type CommandContext, newSubcommand, printJson } from '../command.ts';
import { withClient } from '../open-client.ts';
import { slotsShown } from './create.ts';

/** `tempera schedule list` */
export function listCommand(context: CommandContext): Command {
  const does = 'Shows all schedules: what was skipped or missed, the last success, the next slot.';
  return newSubcommand('list', { does, doing: ['stores'] }, [
    'tempera schedule list',
    'tempera schedule list --json',
  ]).action(async ({ json }: { json?: true }) => {
    const all = await asked(context, ({ tempera }) => tempera.listSchedules(), listHere);
    if (json) printJson(context, all);
    else for (const line of table(all)) context.terminal.out(line);
  });
}

/** `tempera schedule describe ID` */
export function describeCommand(context: CommandContext): Command {
  const does = 'Shows a schedule: its newest runs, what was skipped or missed and why it is paused, the next slots.';
  return newSubcommand('describe', { does, doing: ['stores'] }, ['tempera schedule describe nightly'])
    .argument('<id>', 'of the schedule', checkScheduleId)
    .action(async (id: string, { json }: { json?: true }) => {
      const describeHere = async ({ env }: CommandContext) => {
        const store = openRuns(loadConfig(env).store);
        return scheduleStatus(store, await requireSchedule(store, id));
      };
      const status = await asked(context, ({ tempera }) => tempera.describeSchedule(id), describeHere);
      if (json) printJson(context, status);
      else for (const line of linesOf(status)) context.terminal.out(line);
    });
}

/** Without a server the store still tells of schedules and their runs. */
async function asked<T>(
  context: CommandContext,
  ask: (open: Parameters<Parameters<typeof withClient>[1]>[0]) => Promise<T>,
  here: (context: CommandContext) => Promise<T>,
): Promise<T> {
  try {
    return await withClient(context.env, ask);
  } catch (error) {
    if (!(error instanceof ClientError && error.ending === 'cannotStart')) throw error;
    context.terminal.note('No Temporal server answers: what is due, skipped or missed is not known.');
    return await here(context);
  }
}

async function listHere({ env }: CommandContext): Promise<ScheduleStatus[]> {
  const store = openRuns(loadConfig(env).store);
  return Promise.all((await listSchedules(store)).map((schedule) => scheduleStatus(store, schedule)));
}

function table(all: readonly ScheduleStatus[]): string[] {
  if (all.length === 0) return ['No schedules yet. Create one: tempera schedule create SPEC --every 6h'];
  return tableLines([
    ['schedule', 'state', 'runs', 'skipped', 'missed', 'last success', 'next slot', 'due'],
    ...all.map(({ id, state, count, skipped, missed, lastSuccess, next, times }) => [
      id,
      state,
      String(count),
      String(skipped ?? ''),
      String(missed ?? ''),
      lastSuccess?.slot ?? '',
      (state === 'active' && next?.[0] && shortened(next[0])) || '',
      timesText(times),
    ]),
  ]);
}

function shortened(time: string): string {
  return `${time.slice(0, 19)}Z`;
}

function linesOf(status: ScheduleStatus): string[] {
  const { id, state, note, times, createdAt, version, runs, count, lastSuccess, skipped, missed, next } = status;
  return [
    `Schedule ${id}: ${state}${note === undefined || state !== 'paused' ? '' : ` (${note})`}`,
    `Due: ${timesText(times)}`,
    `Created ${createdAt.slice(0, 16).replace('T', ' ')} UTC${updatedText(version - 1)}`,
    ...(skipped === undefined ? [] : [`Skipped, since a run was still open: ${skipped}`]),
    ...(missed === undefined ? [] : [`Missed, since nothing was there to start a run: ${missed}`]),
    `Last success: ${lastSuccess ? `${lastSuccess.runId}${ended(lastSuccess)}` : 'none'}`,
    ...(count === 0 ? ['Runs: none yet'] : [`Runs: ${count}, the newest first`]),
    ...runs.map((run) => `  ${run.runId}${ended(run)}`),
    ...(count > 0 ? [`Its trend: tempera trend ${id}`] : []),
    ...(state === 'paused' ? [`To go on: tempera schedule resume ${id}`] : []),
    ...(state === 'active' && next
      ? ['Its next slots:', ...next.slice(0, slotsShown).map((at) => `  ${slotText(times, new Date(at))}`)]
      : []),
  ];
}

function updatedText(updates: number): string {
  return updates === 0 ? '' : `, updated ${updates === 1 ? 'once' : `${updates} times`}`;
}

function ended({ outcome, verdict, state, reason }: ScheduledEnd): string {
  if (outcome !== undefined) return `  ${outcome}${verdict ? `, ${verdict}` : ''}`;
  if (state === undefined || state === 'unknown') return '  no report';
  return `  ${state}${reason === undefined ? '' : `: ${reason.replaceAll('\n', ' ')}`}`;
}
