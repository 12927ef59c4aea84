import {
  ApplicationFailure,
  CancellationScope,
  CancelledFailure,
  condition,
  isCancellation,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import type { AskedApproval } from '../domain/run/approval.ts';
import type { CaptureResult, FailureType, Progress, RunInput, RunResult, Stage } from '../domain/run/run.ts';
import { stagesOfRun } from '../domain/run/stages.ts';
import { announce } from './announce.ts';
import { type Blocked, blockedBy } from './blocked.ts';
import { progressQuery, resumeUpdate } from './contract.ts';
import { type Decided, hearDecisions, type Voice } from './decisions.ts';
import { searchAttributes } from './search-attributes.ts';

/** Runs a stage of the run, and lets everybody see which one it is. */
export type TellStage = <T>(stage: Stage, work: () => Promise<T>, notice?: string) => Promise<T>;

/** How the run is told, and what it hears. */
export interface Story {
  stage: TellStage;
  decided: Decided;
}

/**
 * Begins to tell where a run is: to the query, the Temporal UI and search. A stage that a person can mend is begun again
 * after the update `resume`; since every stage finds what is there already, nothing is done or paid twice.
 */
export function tellStory(run: RunInput, { captures = false } = {}): Story {
  const progress: Progress = { stage: 'planning', candidates: {} };
  setHandler(progressQuery, () => progress);
  let approves = false;
  const tell = () =>
    setCurrentDetails(describe(run, progress, stagesOfRun({ fineTunes: true, rates: true, captures, approves })));
  let waits = 0;
  /** A person is needed. */
  const call = async (reason: string) => {
    waits += 1;
    if (run.notify?.on.includes('blocked')) await announce(run, `blocked-${waits}`, { event: 'blocked', reason });
  };
  const decided = hearDecisions(run, progress, { tell, call });
  /** When a run of a schedule ends unless somebody mends what holds it up. */
  let deadline: number | undefined;
  const resume = () => {
    delete progress.blocked;
    deadline = undefined;
  };
  setHandler(resumeUpdate, resume, { validator: () => refuseUnlessBlocked(progress) });

  const tellStage: TellStage = async (stage, work, notice) => {
    progress.stage = stage;
    approves ||= stage === 'approval';
    delete progress.notice;
    if (notice) progress.notice = notice;
    if (run.searchAttributes) upsertSearchAttributes([{ key: searchAttributes.stage, value: stage }]);
    for (;;) {
      tell();
      try {
        const done = await work();
        deadline = undefined;
        return done;
      } catch (error) {
        // Asked of the scope: what a cancelled activity ends with may be a timeout of a worker that is gone.
        if (CancellationScope.current().consideredCancelled) throw asCancelled(error);
        const blocked = blockedBy(error);
        if (!blocked) throw error;
        deadline ??= deadlineOf(run);
        await pause(progress, blocked, { tell, call }, deadline);
        if (deadline !== undefined && Date.now() >= deadline) throw blockedForLong(blocked, run);
      }
    }
  };
  return { stage: tellStage, decided };
}

/** What a cancelled run ends with: a timeout of a worker that is gone is a cancellation, too. */
export function asCancelled(error: unknown): Error {
  return isCancellation(error) ? (error as Error) : new CancelledFailure('the run was cancelled');
}

/** Nobody may be there to mend what holds up a run of a schedule, and while it waits the next slots are skipped. */
function deadlineOf({ schedule }: RunInput): number | undefined {
  return schedule?.blockedFor === undefined ? undefined : Date.now() + schedule.blockedFor;
}

function blockedForLong({ reason }: Blocked, { schedule }: RunInput): ApplicationFailure {
  const waited = Math.round((schedule?.blockedFor ?? 0) / 1000);
  const message = `blocked: ${reason}; nobody mended it within ${waited} s (limits.blockedFor)`;
  return ApplicationFailure.nonRetryable(message, 'Blocked' satisfies FailureType);
}

/** Waits for a person, for the end of a pause that the provider has asked for, or until the run has to end. */
async function pause(
  progress: Progress,
  { reason, wait = Infinity }: Blocked,
  { tell, call }: Voice,
  deadline = Infinity,
): Promise<void> {
  const left = Math.max(1, deadline - Date.now());
  progress.blocked = reason;
  if (wait < left) progress.until = new Date(Date.now() + wait).toISOString();
  tell();
  if (wait === Infinity) await call(reason);
  const isMended = () => progress.blocked === undefined;
  const longest = Math.min(wait, left);
  if (longest === Infinity) await condition(isMended);
  else await condition(isMended, longest);
  delete progress.blocked;
  delete progress.until;
}

/** Shows how the run ended, where its stages were shown. */
export function tellEnd(run: RunInput, result: RunResult | CaptureResult): void {
  const { outcome, verdict, notice }: Pick<RunResult, 'outcome' | 'verdict' | 'notice'> = result;
  const word = verdict && (notice ? `${verdict}, ${notice}` : verdict);
  setCurrentDetails(`**Ended:** ${outcome}${word ? `, verdict **${word}**` : ''}`);
  if (!run.searchAttributes) return;
  upsertSearchAttributes([{ key: searchAttributes.stage, value: 'done' }]);
  if (word) upsertSearchAttributes([{ key: searchAttributes.verdict, value: word }]);
}

function refuseUnlessBlocked({ blocked, stage, approval }: Progress): void {
  if (approval) throw new Error('nothing to resume: the run waits for approval, by the update `approve` or `reject`');
  if (blocked === undefined) throw new Error(`nothing to resume: the run is not blocked, it is ${stage}`);
}

/** A small Markdown table for the Temporal UI. */
function describe(run: RunInput, progress: Progress, order: readonly Stage[]): string {
  const { stage, blocked, until, notice, approval } = progress;
  const now = order.indexOf(stage);
  const rows = order.map((name, index) => `| ${name} | ${index < now ? 'past' : index === now ? '**now**' : ''} |`);
  const remedy = until
    ? `Goes on at ${until}, or by the update \`resume\`.`
    : 'Mend it, then send the update `resume`.';
  const warning = blocked ? `**Blocked:** ${blocked}\n\n${remedy}\n\n` : '';
  const remark = notice ? `**Note:** ${notice}\n\n` : '';
  const question = approval ? askedText(run, approval) : '';
  return `${question}${warning}${remark}| stage | |\n|---|---|\n${rows.join('\n')}`;
}

/** What a person is asked, and how to answer. */
function askedText({ runId }: RunInput, { estimate, lines, risen }: AskedApproval): string {
  const plain = (text: string) => text.replaceAll('`', "'");
  const higher =
    risen.length === 0 ? [] : ['Higher than what was approved:', ...risen.map((text) => `- ${plain(text)}`), ''];
  return [
    '**Waiting for approval** of this estimate. Nothing is paid before.',
    '',
    '```',
    ...lines.map(plain),
    '```',
    '',
    ...higher,
    `Approve it: \`tempera approve ${runId}\`, or send the update \`approve\` with`,
    '',
    '```json',
    JSON.stringify({ estimate, by: 'NAME' }, null, 2),
    '```',
    '',
    `Reject it, which ends the run: \`tempera reject ${runId} --reason TEXT\`, or the update \`reject\` with \`{"reason":"TEXT"}\`.`,
    '',
    '',
  ].join('\n');
}
