import {
  ApplicationFailure,
  condition,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import type { FailureType, Progress, RunInput, RunResult, Stage } from '../domain/run.ts';
import { stageOrder } from '../domain/stages.ts';
import { progressQuery, resumeUpdate, searchAttributes } from './contract.ts';

/** Runs a stage of the run, and lets everybody see which one it is. */
export type TellStage = <T>(stage: Stage, work: () => Promise<T>) => Promise<T>;

/**
 * Begins to tell where a run is: to the query, the Temporal UI and search. A stage that a person can mend is begun again
 * after the update `resume`; since every stage finds what is there already, nothing is done or paid twice.
 */
export function tellStory(run: RunInput): TellStage {
  const progress: Progress = { stage: 'planning', candidates: {} };
  setHandler(progressQuery, () => progress);
  setHandler(resumeUpdate, () => void delete progress.blocked, { validator: () => refuseUnlessBlocked(progress) });

  return async (stage, work) => {
    progress.stage = stage;
    if (run.searchAttributes) upsertSearchAttributes([{ key: searchAttributes.stage, value: stage }]);
    for (;;) {
      setCurrentDetails(describe(progress));
      try {
        return await work();
      } catch (error) {
        const reason = blockedBy(error);
        if (reason === undefined) throw error;
        progress.blocked = reason;
        setCurrentDetails(describe(progress));
        await condition(() => progress.blocked === undefined);
      }
    }
  };
}

/** Shows how the run ended, where its stages were shown. */
export function tellEnd(run: RunInput, { outcome, verdict, notice }: RunResult): void {
  const word = verdict && (notice ? `${verdict}, ${notice}` : verdict);
  setCurrentDetails(`**Ended:** ${outcome}${word ? `, verdict **${word}**` : ''}`);
  if (!run.searchAttributes) return;
  upsertSearchAttributes([{ key: searchAttributes.stage, value: 'done' }]);
  if (word) upsertSearchAttributes([{ key: searchAttributes.verdict, value: word }]);
}

function refuseUnlessBlocked({ blocked, stage }: Progress): void {
  if (blocked === undefined) throw new Error(`nothing to resume: the run is not blocked, it is ${stage}`);
}

/** The reason, when a person is needed; it may come through a child. */
function blockedBy(error: unknown): string | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof ApplicationFailure && cause.type === ('Blocked' satisfies FailureType)) return cause.message;
  }
  return undefined;
}

/** A small Markdown table for the Temporal UI. */
function describe({ stage, blocked }: Progress): string {
  const order: readonly Stage[] = stageOrder;
  const now = order.indexOf(stage);
  const rows = order.map((name, index) => `| ${name} | ${index < now ? 'past' : index === now ? '**now**' : ''} |`);
  const warning = blocked ? `**Blocked:** ${blocked}\n\nMend it, then send the update \`resume\`.\n\n` : '';
  return `${warning}| stage | |\n|---|---|\n${rows.join('\n')}`;
}
