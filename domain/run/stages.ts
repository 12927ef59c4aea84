/** What is known of a stage of a run. */
interface StageFacts {
  name: string;
  /** The activities that belong to it. */
  activities: readonly string[];
  /** Where a retry goes on with a run that ended in it. */
  retryFrom: 'fine-tune' | 'answer' | 'judge' | 'report';
  /** Runs that go through it; absent: all. */
  onlyOf?: 'approval' | 'fine-tuning' | 'rating' | 'measuring' | 'capturing';
}

/** The stages of a run, in order: the one place that lists them. */
export const stages = [
  { name: 'planning', activities: ['beginSlot', 'incompleteBefore', 'planRun'], retryFrom: 'fine-tune' },
  { name: 'preparing', activities: ['prepareDataset', 'takeAnswers'], retryFrom: 'fine-tune' },
  {
    name: 'approval',
    activities: ['askApproval', 'recordDecision'],
    retryFrom: 'fine-tune',
    onlyOf: 'approval',
  },
  { name: 'preflight', activities: ['preflight', 'findModels'], retryFrom: 'fine-tune' },
  { name: 'uploading', activities: ['uploadFile'], retryFrom: 'fine-tune', onlyOf: 'fine-tuning' },
  {
    name: 'fine-tuning',
    activities: ['recallTuned', 'startJob', 'awaitJob', 'cancelJob'],
    retryFrom: 'fine-tune',
    onlyOf: 'fine-tuning',
  },
  {
    name: 'answering',
    activities: ['deployModel', 'planReuse', 'answerShard', 'collectAnswers', 'releaseModel'],
    retryFrom: 'answer',
  },
  {
    name: 'judging',
    activities: ['planRatings', 'judgeShard', 'collectRatings'],
    retryFrom: 'judge',
    onlyOf: 'rating',
  },
  { name: 'measuring', activities: ['measure'], retryFrom: 'report', onlyOf: 'measuring' },
  { name: 'reporting', activities: ['writeReport'], retryFrom: 'report', onlyOf: 'measuring' },
  { name: 'capturing', activities: ['writeCapture'], retryFrom: 'answer', onlyOf: 'capturing' },
] as const satisfies readonly StageFacts[];

/** The name of a stage that does work. */
export type StageName = (typeof stages)[number]['name'];

/** The name of an activity. */
export type ActivityName = (typeof stages)[number]['activities'][number];

/** The names of all stages, in order. */
export const stageOrder: readonly StageName[] = stages.map(({ name }) => name);

const stageByActivity: ReadonlyMap<string, StageName> = new Map(
  stages.flatMap(({ name, activities }) => activities.map((activity) => [activity, name] as const)),
);

/** The stage that an activity belongs to; undefined for one of another version. */
export function stageOfActivity(activity: ActivityName): StageName;
export function stageOfActivity(activity: string): StageName | undefined;
export function stageOfActivity(activity: string): StageName | undefined {
  return stageByActivity.get(activity);
}

/** What tells which stages a run goes through. A capture keeps answers: it makes, rates and measures nothing. */
export interface RunKind {
  fineTunes: boolean;
  rates: boolean;
  captures?: boolean;
  /** A person has to approve its estimate. */
  approves?: boolean;
}

/** The stages that a run goes through. */
export function stagesOfRun({ fineTunes, rates, captures = false, approves = false }: RunKind): StageName[] {
  const goesThrough = {
    approval: approves,
    'fine-tuning': fineTunes && !captures,
    rating: rates && !captures,
    measuring: !captures,
    capturing: captures,
  };
  const all: readonly (StageFacts & { name: StageName })[] = stages;
  return all.filter(({ onlyOf }) => onlyOf === undefined || goesThrough[onlyOf]).map(({ name }) => name);
}

/** Where a retry goes on with a run that ended in a stage; a run that makes no model is never asked to make one. */
export function retryFrom(ended: StageName | 'done', { fineTunes }: { fineTunes: boolean }): StageFacts['retryFrom'] {
  const from = stages.find(({ name }) => name === ended)?.retryFrom ?? 'report';
  return from === 'fine-tune' && !fineTunes ? 'answer' : from;
}
