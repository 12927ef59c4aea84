import { executeChild, workflowInfo } from '@temporalio/workflow';
import type { PreparedRun } from '../domain/data/dataset.ts';
import type { ArtifactRef } from '../domain/run/artifact.ts';
import { answersFolder, isAsked } from '../domain/run/plan.ts';
import type { AskedCandidate, CandidateResult, RunInput, RunPlan, RunResult, TunedModel } from '../domain/run/run.ts';
import { childIdOf, taskQueue } from './contract.ts';
import { evaluateCandidate } from './evaluate-candidate.ts';
import { judgeAnswers } from './judge-answers.ts';
import { type TellStage, tellEnd } from './story.ts';
import { activitiesFor } from './timeouts-and-retries.ts';
import { whileDeployed } from './while-deployed.ts';
import { allInScope } from './window.ts';

/** Asks all candidates, has their answers rated, computes the metrics and writes the report. */
export async function evaluate(
  run: RunInput,
  plan: RunPlan,
  prepared: PreparedRun,
  stage: TellStage,
  tuned?: TunedModel,
): Promise<RunResult> {
  const { working } = activitiesFor(run.settings);
  const { dataset } = prepared;
  const startedAt = workflowInfo().startTime.toISOString();

  const asked = await stage('answering', () =>
    whileDeployed(run, plan, tuned, (servedAs) => askAll(run, prepared, candidatesToAsk(run, plan, tuned, servedAs))),
  );
  const candidates = [...(prepared.taken ?? []), ...asked];
  const ratings = plan.raters && (await stage('judging', () => rate(run, dataset, candidates)));
  const measured = { run, dataset, candidates, ...(ratings && { ratings }) };
  const metrics = await stage('measuring', () => working.measure(measured));
  const result = await stage('reporting', () =>
    working.writeReport({ ...measured, metrics, startedAt, ...(tuned && { tuned }) }),
  );
  tellEnd(run, result);
  return result;
}

function candidatesToAsk(
  { generation }: RunInput,
  plan: RunPlan,
  tuned?: TunedModel,
  servedAs?: string,
): AskedCandidate[] {
  const live = plan.candidates.filter(isAsked);
  return live.map((candidate) => {
    const isTuned = candidate.model === 'tuned' && tuned;
    return {
      ...candidate,
      model: isTuned ? tuned.model : candidate.model,
      ...(isTuned && servedAs !== undefined && { servedAs }),
      folder: answersFolder(candidate, generation),
    };
  });
}

async function askAll(
  run: RunInput,
  prepared: PreparedRun,
  candidates: readonly AskedCandidate[],
): Promise<CandidateResult[]> {
  return await allInScope(
    candidates.map(
      (candidate) => () =>
        executeChild(evaluateCandidate, {
          workflowId: childIdOf.candidate(run.runId, candidate.name),
          taskQueue,
          args: [{ run, prepared, candidate }],
          staticSummary: `${candidate.name}: ${prepared.rows} samples`,
        }),
    ),
  );
}

async function rate(run: RunInput, dataset: ArtifactRef, candidates: CandidateResult[]): Promise<ArtifactRef> {
  const { working } = activitiesFor(run.settings);
  const items = await working.planRatings({ run, dataset, candidates });
  return await executeChild(judgeAnswers, {
    workflowId: childIdOf.judge(run.runId),
    taskQueue,
    args: [{ run, items }],
    staticSummary: `${items.rows} distinct answers`,
  });
}
