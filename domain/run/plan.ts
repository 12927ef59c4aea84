/** How a run is carried out: sizes, timeouts and intervals, none of which changes a number in the report. */
export interface Settings {
  /** Samples in one page of the data set, at most 1,000. */
  pageRows: number;
  /** Samples in one shard of answers or ratings: a few of them are in flight, and hold more than any provider is asked at once. */
  shardRows: number;
  /** Answer shards of one candidate in flight. */
  shardsInFlight: number;
  /** Between two looks at a fine-tuning job, in milliseconds. */
  jobPollInterval: number;
  /** The most a fine-tuning job may take, in milliseconds. */
  jobTimeout: number;
  /** How long after a lost response an empty list of jobs is not believed, in milliseconds. */
  adoptionWait: number;
  /** How long a model just created may stay unknown or without a name, in milliseconds. */
  newModelWait: number;
  /** How long a cancelled run tries to cancel its job, in milliseconds. */
  cleanUpTimeout: number;
  /** In milliseconds; a worker that is silent for longer is taken for dead. */
  heartbeatTimeout: number;
  /** The most one attempt of a stage may take, in milliseconds. */
  stageTimeout: number;
  /** Before the first retry of an activity, in milliseconds; it doubles up to a minute. */
  retryInterval: number;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** What a run uses when its starter says nothing else. */
export const defaultSettings: Settings = {
  pageRows: 1000,
  shardRows: 250,
  shardsInFlight: 4,
  jobPollInterval: 30 * second,
  jobTimeout: 48 * hour,
  adoptionWait: minute,
  newModelWait: 10 * minute,
  cleanUpTimeout: 2 * minute,
  heartbeatTimeout: minute,
  stageTimeout: 6 * hour,
  retryInterval: second,
};

/** False for a candidate whose answers were given before: nobody is asked for them. */
export function isAsked({ stored }: { stored?: true }): boolean {
  return !stored;
}

/** Where the answers of a planned candidate lie: a model that was tuned anew has a folder of its own. */
export function answersFolder({ name, model }: { name: string; model: string }, generation: number): string {
  return model === 'tuned' && generation > 1 ? `${name}@${generation}` : name;
}

/**
 * Where an execution finds answers of a candidate, the newest first: a retry that asks again what failed writes into a
 * folder of its own, so that what earlier reports were made of stays.
 */
export function layersOf(folder: string, revision: number): string[] {
  const retries = Array.from({ length: revision - 1 }, (_, index) => `${folder}~${revision - index}`);
  return [...retries, folder];
}

/** A run of neighbouring rows within one page. */
export interface Shard {
  index: number;
  page: number;
  /** First row within the page. */
  from: number;
  /** Row after the last one within the page. */
  to: number;
}

/** Cuts rows into shards of at most `shardRows`, none of which crosses a page. */
export function shardsOf(rows: number, pageRows: number, shardRows: number): Shard[] {
  const shards: Shard[] = [];
  for (let page = 0; page * pageRows < rows; page++) {
    const rowsOfPage = Math.min(pageRows, rows - page * pageRows);
    for (let from = 0; from < rowsOfPage; from += shardRows) {
      shards.push({ index: shards.length, page, from, to: Math.min(from + shardRows, rowsOfPage) });
    }
  }
  return shards;
}
