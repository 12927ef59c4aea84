import { isBudgetReason } from '../../domain/cost/budget/budget.ts';
import { shutdownText } from '../../domain/models/shutdown.ts';
import { retryFrom } from '../../domain/run/stages.ts';
import { keys } from '../../runs/keys.ts';
import { isCapture, type RunStatus } from '../looking/run-status.ts';
import { drawRun } from '../progress/drawn.ts';
import { createRunView } from '../progress/run-view.ts';
import { heldUp } from '../progress/words.ts';

/** A run in a few lines: how it stands, its stages while it goes on, and what one can do next. */
export function statusLines(status: RunStatus): string[] {
  const stages = status.stage ? drawRun(createRunView()(status, Date.now())) : [];
  const ends = (status.shutdowns ?? []).map((shutdown) => `${shutdownText(shutdown, Date.now())}.`);
  return [standing(status), ...stages, ...ends, ...nextSteps(status)];
}

/** The verdict of a run with what qualifies it; nothing without one. */
export function verdictText({ verdict, notice }: Pick<RunStatus, 'verdict' | 'notice'>): string {
  return [verdict, notice].filter(Boolean).join(', ');
}

function standing(status: RunStatus): string {
  const { runId, state, stage, blocked } = status;
  const verdict = verdictText(status);
  const held = blocked !== undefined && isBudgetReason(blocked) ? ' (budget)' : '';
  const where = stage && state === 'running' ? ` (${stage})` : held;
  return `Run ${runId}: ${state}${where}${verdict ? `, verdict: ${verdict}` : ''}`;
}

/** Why a run rests, and what to do about it. */
export function nextSteps(status: RunStatus): string[] {
  const { runId, state, blocked, note, failure } = status;
  const held = heldUp(status);
  switch (state) {
    case 'running':
      return [`Watch it: tempera watch ${runId}`];
    case 'waiting':
      return approvalLines(status);
    case 'blocked':
      if (held) return [`It is ${held}`, `To go on at once: tempera resume ${runId}`];
      // How to go on stands in the reason.
      if (blocked !== undefined && isBudgetReason(blocked)) {
        return [`It waits for a person: ${blocked}`, `To look on: tempera watch ${runId}`];
      }
      return [
        `It waits for a person: ${blocked}`,
        `Mend that, then: tempera resume ${runId}, and to look on: tempera watch ${runId}`,
      ];
    case 'failed':
      return [
        ...(failure ? [`${failure.message} (${failure.type})`] : []),
        ...(failure?.type === 'BadInput' ? [] : goOn(status)),
        ...(failure?.type === 'CannotStart'
          ? ['A retry keeps the spec as it was; start one that is mended as a new run.']
          : []),
      ];
    case 'cancelled':
      return [...(note ? [note] : []), ...goOn(status)];
    case 'unknown':
      return ['The server has forgotten it, and it left no report.', ...goOn(status)];
    case 'done':
    case 'trial':
    case 'incomplete':
      return [
        isCapture(status) ? `As files for others: tempera export ${runId}` : `Its report: tempera report ${runId}`,
      ];
    default:
      return state satisfies never;
  }
}

/** What a person is asked to approve, and how to answer. */
function approvalLines({ runId, approval, note }: RunStatus): string[] {
  const { lines = [], risen = [], estimate = '' } = approval ?? {};
  return [
    ...(note ? [note] : []),
    'It waits for a person to approve what it will take. Nothing is paid before.',
    ...lines.map((line) => `  ${line}`),
    ...(risen.length > 0 ? ['Higher than what was approved:', ...risen.map((text) => `  ${text}`)] : []),
    `The sha256 of this estimate: ${estimate}`,
    `Approve it: tempera approve ${runId}`,
    `Reject it, which ends the run: tempera reject ${runId} --reason TEXT`,
  ];
}

/** What a run without a report has left, and how to go on with it. */
function goOn({ runId, stage, stages, work }: RunStatus): string[] {
  if (!stage) return [];
  const counts = work.map(({ name, done, total }) => `${name} ${done}/${total}`).join(', ');
  return [
    `It had reached ${stage}${counts && ` (${counts})`}. All of it is kept: ${keys.run(runId)} in the store.`,
    `Go on with it: tempera retry ${runId} --from ${retryFrom(stage, { fineTunes: stages.includes('fine-tuning') })}`,
  ];
}
