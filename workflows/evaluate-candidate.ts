import { continueAsNew, setCurrentDetails, setHandler } from '@temporalio/workflow';
import type { AnswerCounts } from '../domain/answering/answer.ts';
import type { Cost } from '../domain/cost/prices.ts';
import type { PreparedRun } from '../domain/data/dataset.ts';
import type { ArtifactRef } from '../domain/run/artifact.ts';
import { shardsOf } from '../domain/run/plan.ts';
import type { AskedCandidate, CandidateProgress, CandidateResult, RunInput } from '../domain/run/run.ts';
import { progressQuery } from './contract.ts';
import { addCosts, talliesText } from './details.ts';
import { overShards, rowsOf } from './shards.ts';
import { activitiesFor } from './timeouts-and-retries.ts';

export interface CandidateInput {
  run: RunInput;
  prepared: PreparedRun;
  candidate: AskedCandidate;
  /** What earlier executions of this workflow have done, and what they fixed. */
  done?: { shards: number; counts: AnswerCounts; reuse?: ArtifactRef; cost?: readonly Cost[] };
}

/** A candidate's answers, and what they cost where that is known. */
export interface AskedResult extends CandidateResult {
  cost?: readonly Cost[];
}

/** Asks one candidate every sample, shard by shard. */
export async function evaluateCandidate(input: CandidateInput): Promise<AskedResult> {
  const { run, prepared, candidate } = input;
  const { working, quick } = activitiesFor(run.settings);
  const shards = shardsOf(prepared.rows, prepared.pageRows, run.settings.shardRows);
  const progress: CandidateProgress = {
    total: prepared.rows,
    answered: 0,
    refused: 0,
    failed: 0,
    ...input.done?.counts,
  };
  let cost = input.done?.cost;
  const tell = () => {
    const { total, ...counts } = progress;
    setCurrentDetails(talliesText([{ name: candidate.name, total, counts, ...(cost && { cost }) }]));
  };
  tell();
  setHandler(progressQuery, () => ({ stage: 'answering', candidates: { [candidate.name]: progress } }));

  const reuse = input.done
    ? input.done.reuse
    : await quick.planReuse.executeWithOptions({ summary: `model ${candidate.model}` }, [{ run, candidate }]);
  const next = await overShards(shards, input.done?.shards ?? 0, run.settings, async (shard) => {
    const counts = await working.answerShard.executeWithOptions({ summary: rowsOf(shard, prepared.pageRows) }, [
      { run, dataset: prepared.dataset, candidate, shard, ...(reuse && { reuse }) },
    ]);
    for (const outcome of ['answered', 'refused', 'failed'] as const) progress[outcome] += counts[outcome];
    cost = addCosts([cost, counts.cost]);
    tell();
  });
  if (next < shards.length) {
    const { total: _, ...counts } = progress;
    return await continueAsNew<typeof evaluateCandidate>({
      ...input,
      done: { shards: next, counts, ...(reuse && { reuse }), ...(cost && { cost }) },
    });
  }
  const result = await quick.collectAnswers.executeWithOptions({ summary: `${shards.length} shards` }, [
    { run, candidate, shards: shards.length },
  ]);
  return { ...result, ...(cost && { cost }) };
}
