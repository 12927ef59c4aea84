/** Where each artifact of a run lies in the store. */
export const keys = {
  /** What runs offer to later ones. */
  allCaches: 'cache/',
  cache: (kind: string, source: string) => `cache/${kind}/${source}/`,
  /** Who has measured what on which test set. */
  looks: 'looks/',
  /** Where 0.1.0 kept the list of a test set's images, which is an object since. */
  lookImages: (testSet: string) => `looks/${testSet}/images.txt`,
  look: (testSet: string, runId: string, ratings: number) => `looks/${testSet}/${runId}/${ratings}.json`,
  schedules: 'schedules/',
  /** What a schedule starts, and when: as it was created, or as an update left it. */
  schedule: (id: string, version: number) => `${versionOf(id, version)}schedule.json`,
  scheduleSpec: (id: string, version: number) => `${versionOf(id, version)}spec.json`,
  /** A test set that runs of a schedule share, by its fingerprint. */
  scheduleData: (id: string, fingerprint: string) => `schedules/${id}/data/${fingerprint}/`,
  /** Baselines that were pinned, each by its last run. */
  scheduleBaselines: (id: string) => `schedules/${id}/baselines/`,
  /** Says when a schedule was deleted; its runs stay. */
  scheduleEnd: (id: string) => `schedules/${id}/deleted.json`,
  /** How each key that encrypts what Temporal holds is told from others; never a key. */
  codecKeys: 'codec/',
  codecKey: (id: string) => `codec/${id}.json`,
  run: (runId: string) => `runs/${runId}/`,
  /** Says that the rest of a run is, or is being, cleaned away. */
  cleaned: (runId: string) => `runs/${runId}/cleaned.json`,
  /** The hashes of a run's files, in segments. */
  hashIndex: (runId: string) => `runs/${runId}/hashes.jsonl`,
  spec: (runId: string) => `runs/${runId}/spec.json`,
  /** What the run would probably take, said before it began. */
  estimate: (runId: string, revision = 1) =>
    revision === 1 ? `runs/${runId}/estimate.json` : `runs/${runId}/estimates/${padded(revision)}.json`,
  /** Who was asked to approve an estimate, and what they decided, in its segments. */
  approvals: (runId: string) => `runs/${runId}/approvals.jsonl`,
  plan: (runId: string) => `runs/${runId}/plan.json`,
  job: (runId: string, generation: number) => `runs/${runId}/job-${generation}.json`,
  /** What the run's models were asked before anything else was paid, in its segments. */
  probes: (runId: string) => `runs/${runId}/probes.jsonl`,
  /** Answered probes of all kinds. */
  allProbes: 'cache/probes/',
  /** Answered probes of one kind. */
  probe: (subject: string) => `cache/probes/${subject}/`,
  /** Lines of the run's budget, one a file, where it has one. */
  budget: (runId: string) => `runs/${runId}/budget/`,
  budgetEntry: (runId: string, number: number) => `runs/${runId}/budget/${padded(number)}.json`,
  /** Under which names probes and jobs are paid out of a budget. */
  probePurse: (runId: string, who: string) => `runs/${runId}/probes/${who.replaceAll(' ', '_')}`,
  jobPurses: (runId: string, generation: number) => `runs/${runId}/job-${generation}-`,
  /** Calls under a budget, in the segments of each holder. */
  allSent: (runId: string) => `runs/${runId}/sent/`,
  sent: (runId: string, holder: string) => `runs/${runId}/sent/${holder}.jsonl`,
  /** When the run's models stop, in its segments. */
  shutdowns: (runId: string) => `runs/${runId}/shutdowns.jsonl`,
  /** What providers said when calls failed, in its segments. */
  said: (runId: string) => `runs/${runId}/said.jsonl`,
  /** Says when a file or a job was about to be created, and what came of it, in its segments. */
  fileIntents: (runId: string, generation: number, sha256: string) =>
    `runs/${runId}/file-${generation}-${sha256.slice(0, 16)}.intents.jsonl`,
  jobIntents: (runId: string, generation: number) => `runs/${runId}/job-${generation}.intents.jsonl`,
  trainingFile: (runId: string, split: 'train' | 'validation') => trainingFileIn(`runs/${runId}/`, split),
  trainingFileIn,
  /** Says of which data the run was begun. */
  dataPin: (runId: string) => `runs/${runId}/dataset/pin.json`,
  /** Says from where a candidate's stored answers come. */
  storedPin: (runId: string, candidate: string) => `runs/${runId}/dataset/answers/${candidate}.json`,
  /** What was fetched from the addresses of images, in segments until all is there. */
  fetchedImagesIn: (folder: string) => `${folder}dataset/images.jsonl`,
  dataset: (runId: string) => datasetIn(`runs/${runId}/`),
  datasetIn,
  samplePage: (runId: string, page: number) => samplePageIn(`runs/${runId}/`, page),
  samplePageIn,
  /** Shards of all kinds are called so, in folders of their own. */
  shardName: (shard: number) => `${padded(shard)}.jsonl`,
  answers: (runId: string, folder: string) => `runs/${runId}/answers/${folder}/`,
  answerShard: (runId: string, folder: string, shard: number) =>
    `runs/${runId}/answers/${folder}/${padded(shard)}.jsonl`,
  answerReuse: (runId: string, folder: string) => `runs/${runId}/answers/${folder}/reuse.json`,
  answerManifest: (runId: string, folder: string) => `runs/${runId}/answers/${folder}/manifest.json`,
  ratingItems: (runId: string, revision: number, page: number) =>
    `${revisionOf(runId, revision)}/items/${padded(page)}.jsonl`,
  ratingPlan: (runId: string, revision: number) => `${revisionOf(runId, revision)}/items/index.json`,
  ratings: (runId: string, revision: number) => `${revisionOf(runId, revision)}/ratings/`,
  ratingShard: (runId: string, revision: number, shard: number) =>
    `${revisionOf(runId, revision)}/ratings/${padded(shard)}.jsonl`,
  ratingReuse: (runId: string, revision: number, rater: string) =>
    `${revisionOf(runId, revision)}/ratings/reuse-${rater}.json`,
  ratingManifest: (runId: string, revision: number) => `${revisionOf(runId, revision)}/ratings/manifest.json`,
  /** Draws of answers to label, and what labels said of the judge. */
  calibration: (runId: string, revision: number, file: string) => `${revisionOf(runId, revision)}/calibration/${file}`,
  /** The hashes of all files that a report rests on; its own hash stands in the run's history. */
  hashes: (runId: string, revision: number) => `${revisionOf(runId, revision)}/hashes.json`,
  metrics: (runId: string, revision: number) => `${revisionOf(runId, revision)}/metrics.json`,
  /** The answers of a capture for others to read. */
  capture: (runId: string, revision: number, file: string) => `${revisionOf(runId, revision)}/capture/${file}`,
  report: (runId: string, revision: number, file: string) => `${revisionOf(runId, revision)}/report/${file}`,
};

/** A file of a data set below the folder of who prepares it. */
function trainingFileIn(folder: string, split: 'train' | 'validation'): string {
  return `${folder}dataset/${split}.jsonl`;
}

function datasetIn(folder: string): string {
  return `${folder}dataset/dataset.json`;
}

function samplePageIn(folder: string, page: number): string {
  return `${folder}dataset/samples/${padded(page)}.jsonl`;
}

/** The run that a file belongs to, if any; its looks lie where others find them. */
export function runOf(key: string): string | undefined {
  return /^(?:runs|looks\/[^/]+)\/([^/]+)\//.exec(key)?.[1];
}

function revisionOf(runId: string, revision: number): string {
  return `runs/${runId}/revisions/${revision}`;
}

function versionOf(schedule: string, version: number): string {
  return version === 1 ? `schedules/${schedule}/` : `schedules/${schedule}/updates/${padded(version)}/`;
}

function padded(n: number): string {
  return String(n).padStart(6, '0');
}
