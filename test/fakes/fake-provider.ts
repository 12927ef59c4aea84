import { probeText } from '../../asking/probe.ts';
import type { ChatReply, ChatRequest } from '../../domain/answering/chat.ts';
import type { Provider, RemoteFile, RemoteJob, Trainer } from '../../providers/port.ts';
import { ProviderError } from '../../providers/port.ts';

/** A provider in memory whose every move a test can see and change. */
export interface FakeProvider extends Provider, Trainer {
  /** Chat requests, as they came. */
  asked: ChatRequest[];
  /** The small questions of preflight, which are not among them. */
  probed: ChatRequest[];
  files: (RemoteFile & { uploads: number })[];
  jobs: RemoteJob[];
  /** What a model says; throws what a provider would. */
  answer: (request: ChatRequest) => Promise<Pick<ChatReply, 'text'> & Partial<ChatReply>>;
  /** Models that exist. */
  models: Set<string>;
  /** What a look at a job does to it. */
  advance: (job: RemoteJob) => void;
}

/** Answers `Yes`, judges everything right, knows two models, and finishes a job at the second look. */
export function createFakeProvider(): FakeProvider {
  const looks = new Map<string, number>();
  const fake: FakeProvider = {
    asked: [],
    probed: [],
    files: [],
    jobs: [],
    models: new Set(['base-model', 'judge-model']),
    answer: async ({ schema }) => ({ text: schema ? '{"reason":"so","label":"Right"}' : 'Yes' }),
    advance(job) {
      looks.set(job.id, (looks.get(job.id) ?? 0) + 1);
      if ((looks.get(job.id) ?? 0) >= 2) finish(job);
    },

    async chat(request) {
      (isProbe(request) ? fake.probed : fake.asked).push(request);
      if (!fake.models.has(request.model)) throw missing(request.model);
      return { finish: 'stop', model: request.model, ...(await fake.answer(request)) };
    },
    async retrieveModel(id) {
      if (!fake.models.has(id)) throw missing(id);
      return { id };
    },
    async lookUpModel(id) {
      return fake.models.has(id) ? 'served' : 'not served';
    },
    async findFile({ filename, bytes }) {
      return fake.files.find((file) => file.filename === filename && file.bytes === bytes);
    },
    async uploadFile({ filename, bytes }) {
      const file = { id: `file-${fake.files.length + 1}`, filename, bytes, uploads: 1 };
      fake.files.push(file);
      return file;
    },
    async deleteFile(id) {
      fake.files = fake.files.filter((file) => file.id !== id);
    },
    async deleteModel(id) {
      fake.models.delete(id);
    },
    async findJobs(metadata) {
      return fake.jobs.filter((job) => Object.entries(metadata).every(([key, value]) => job.metadata[key] === value));
    },
    async createJob({ model, metadata }) {
      const id = `ftjob-${fake.jobs.length + 1}`;
      const job = { id, model, metadata, status: 'running', state: 'going' as const };
      fake.jobs.push(job);
      return job;
    },
    async retrieveJob(id) {
      const job = jobOf(id);
      if (job.state === 'going') fake.advance(job);
      return job;
    },
    async cancelJob(id) {
      return Object.assign(jobOf(id), { state: 'cancelled', status: 'cancelled' });
    },
    async jobEvents() {
      return [];
    },
  };

  function finish(job: RemoteJob): void {
    const fineTunedModel = `ft:${job.model}:${job.id}`;
    fake.models.add(fineTunedModel);
    Object.assign(job, { state: 'succeeded', status: 'succeeded', fineTunedModel });
  }

  function jobOf(id: string) {
    const job = fake.jobs.find((known) => known.id === id);
    if (!job) throw missing(id);
    return job;
  }

  fake.trainer = fake;
  return fake;
}

/** Whether a request is a small question of preflight. */
export function isProbe({ messages }: ChatRequest): boolean {
  return JSON.stringify(messages).includes(probeText);
}

function missing(id: string): ProviderError {
  return new ProviderError({ action: 'missing', code: 'not_found', message: `HTTP 404, ${id}` });
}
