import type { Stage } from '../../domain/run/run.ts';
import type { RunStatus } from '../looking/run-status.ts';
import { createPace, type PacedWork } from './pace.ts';

/** A stage as it is shown. */
export interface StageView {
  stage: Stage;
  state: 'past' | 'now' | 'ahead';
  /** How long it has taken so far; absent for what was over before we looked. */
  seconds?: number;
}

/** A run as it is shown. */
export interface RunView {
  stages: StageView[];
  /** Of the stage that is under way. */
  work: PacedWork[];
  status: RunStatus;
}

/** Remembers when each stage was first seen, which the server does not tell. */
export function createRunView(): (status: RunStatus, at: number) => RunView {
  const pace = createPace();
  const begun = new Map<Stage, number>();
  const ended = new Map<Stage, number>();
  let firstTimed: number | undefined;
  let lastSeen = -1;

  return (status, at) => {
    const now = indexOfStage(status) ?? lastSeen;
    lastSeen = now;
    firstTimed ??= firstWitnessed(status, now, at);
    for (const [index, stage] of status.stages.entries()) {
      if (firstTimed !== undefined && firstTimed <= index && index <= now) setOnce(begun, stage, at);
      if (index < now) setOnce(ended, stage, at);
    }
    const stages = status.stages.map((stage, index): StageView => {
      const start = begun.get(stage);
      const state = index < now ? 'past' : index === now ? 'now' : 'ahead';
      return { stage, state, ...(start !== undefined && { seconds: ((ended.get(stage) ?? at) - start) / 1000 }) };
    });
    return { stages, work: pace(status.work, at), status };
  };
}

/** The first stage that we see begin: that of a run that goes on for longer began before we looked. */
function firstWitnessed({ startedAt }: RunStatus, now: number, at: number): number | undefined {
  if (startedAt !== undefined && at - Date.parse(startedAt) < 5000) return now;
  return now < 0 ? undefined : now + 1;
}

/** A run that has ended well is past all stages; one that has ended badly has none. */
function indexOfStage({ state, stage, stages }: RunStatus): number | undefined {
  if (state === 'done' || state === 'trial' || state === 'incomplete') return stages.length;
  const at = (stages as readonly (Stage | undefined)[]).indexOf(stage);
  return at < 0 ? undefined : at;
}

function setOnce<K, V>(map: Map<K, V>, key: K, value: V): void {
  if (!map.has(key)) map.set(key, value);
}
