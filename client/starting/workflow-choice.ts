import type { Split } from '../../domain/data/sample.ts';
import type { RunWorkflow } from '../../domain/run/run.ts';
import type { RunSpec } from '../../domain/spec/run-spec.ts';
import { ClientError } from '../program/client-error.ts';

export interface TrialOptions {
  /** Makes the run a trial of this many test samples, without a verdict. */
  limit?: number;
  /** Lets a trial fine-tune, which costs money. */
  fineTune?: boolean;
  /** Makes it a capture of these splits, which keeps what the candidates say and does nothing else. */
  captures?: readonly Split[];
}

/** Which workflow carries out a spec, and which candidates it cannot ask. */
export interface WorkflowChoice {
  workflow: RunWorkflow;
  /** Candidates that need the model which this run does not make. */
  leftOut: string[];
}

/** A trial asks only what exists, unless it is told to fine-tune. */
export function chooseWorkflow(spec: RunSpec, { limit, fineTune = false, captures }: TrialOptions): WorkflowChoice {
  if (captures) return { workflow: 'captureAnswers', leftOut: [] };
  if (spec.fineTune && (limit === undefined || fineTune)) return { workflow: 'fineTuneAndEvaluate', leftOut: [] };
  if (fineTune) throw new ClientError('badInput', '--fine-tune: the spec has no "fineTune" section');
  const candidates = Object.entries(spec.candidates);
  const leftOut = candidates.filter(([, { model }]) => model === 'tuned').map(([name]) => name);
  if (leftOut.length < candidates.length) return { workflow: 'evaluateCandidates', leftOut };
  throw new ClientError(
    'badInput',
    `every candidate (${leftOut.join(', ')}) is the model that this run would not make: ` +
      'add --fine-tune, or a candidate whose model exists',
  );
}
