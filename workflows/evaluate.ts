import { executeChild, workflowInfo } from '@temporalio/workflow';
import type { PreparedRun } from '../domain/data/dataset.ts';
import type { ArtifactRef } from '../domain/run/artifact.ts';
import { answersFolder, isAsked } from '../domain/run/plan.ts';
import type { AskedCandidate, CandidateResult, RunInput, RunPlan, RunResult, TunedModel } from '../domain/run/run.ts';
import { childIdOf, taskQueue } from './contract.ts';
import type { Tally } from './details.ts';
import { evaluateCandidate } from './evaluate-candidate.ts';
import { type JudgeResult, judgeAnswers } from './judge-answers.ts';
import { type TellStage, type TellTally, tellEnd } from './story.ts';
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

  const tallies = new Map<string, Tally>();
  const told = (tell: TellTally) => (tally: Tally) => {
    tallies.set(tally.name, tally);
    tell(tally);
  };

  const asked = await stage('answering', (tell) =>
    whileDeployed(run, plan, tuned, (servedAs) =>
      askAll(run, prepared, candidatesToAsk(run, plan, tuned, servedAs), told(tell)),
    ),
  );
  const candidates = [...(prepared.taken ?? []), ...asked];
  const ratings = plan.raters && (await stage('judging', (tell) => rate(run, dataset, candidates, told(tell))));
  const measured = { run, dataset, candidates, ...(ratings && { ratings }) };
  const metrics = await stage('measuring', () =>
    working.measure.executeWithOptions({ summary: `metrics of ${revisionOf(run)}` }, [measured]),
  );
  const result = await stage('reporting', () =>
    working.writeReport.executeWithOptions({ summary: `report of ${revisionOf(run)}` }, [
      { ...measured, metrics, startedAt, ...(tuned && { tuned }) },
    ]),
  );
  tellEnd(run, result, [...tallies.values()]);
  return result;
}

/** Which reports or ratings of the run are made, for the Temporal UI. */
function revisionOf({ revision, from }: RunInput): string {
  return from ? `revision ${revision}, retried from ${from}` : `revision ${revision}`;
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
  tell: TellTally,
): Promise<CandidateResult[]> {
  return await allInScope(
    candidates.map((candidate) => async () => {
      const tally = { name: candidate.name, total: prepared.rows };
      tell(tally);
      const { cost, ...result } = await executeChild(evaluateCandidate, {
        workflowId: childIdOf.candidate(run.runId, candidate.name),
        taskQueue,
        args: [{ run, prepared, candidate }],
        staticSummary: `${candidate.name}: ${prepared.rows} samples`,
      });
      tell({ ...tally, counts: result.counts, ...(cost && { cost }) });
      return result;
    }),
  );
}

async function rate(
  run: RunInput,
  dataset: ArtifactRef,
  candidates: CandidateResult[],
  tell: TellTally,
): Promise<ArtifactRef> {
  const { working } = activitiesFor(run.settings);
  const items = await working.planRatings.executeWithOptions({ summary: `ratings of ${revisionOf(run)}` }, [
    { run, dataset, candidates },
  ]);
  const tally = { name: 'ratings', total: items.rows };
  tell(tally);
  // Children that 0.1.0 has ended give no counts.
  const { counts, cost, ...ratings }: Partial<JudgeResult> & ArtifactRef = await executeChild(judgeAnswers, {
    workflowId: childIdOf.judge(run.runId),
    taskQueue,
    args: [{ run, items }],
    staticSummary: `${items.rows} distinct answers`,
  });
  if (counts) tell({ ...tally, counts, ...(cost && { cost }) });
  return ratings;
}
