import OpenAI from 'openai';
import { buildMessages } from '../../domain/answering/prompt.ts';
import { toWire } from '../../domain/answering/wire-messages.ts';
import type { Dataset } from '../../domain/data/dataset.ts';
import type { Sample, SampleImage } from '../../domain/data/sample.ts';
import type { RunSpec } from '../../domain/spec/run-spec.ts';
import { keys } from '../../runs/keys.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';

export type Body = OpenAI.ChatCompletionCreateParamsNonStreaming;

/** What one would write without Tempera: so many calls in flight, nothing kept. */
export async function bareLoop(baseURL: string, bodies: readonly Body[], inFlight: number): Promise<void> {
  const openai = new OpenAI({ baseURL, apiKey: 'local', maxRetries: 0 });
  const left = bodies.values();
  async function lane(): Promise<void> {
    for (const body of left) await openai.chat.completions.create(body);
  }
  await Promise.all(Array.from({ length: inFlight }, lane));
}

/** The bodies that a run has sent, all in memory before the loop begins. */
export async function bodiesOf(store: ArtifactStore, runId: string, spec: RunSpec, model: string): Promise<Body[]> {
  const dataset = await readDataset(store, runId);
  const urls = new Map<string, string>();
  for (const image of dataset.examples.flatMap(({ images }) => images)) {
    urls.set(image.sha256, await urlOf(store, image));
  }
  const bodies: Body[] = [];
  for (const page of dataset.samples.pages) {
    for await (const sample of store.readLines<Sample>(page)) {
      for (const image of sample.images) {
        if (!urls.has(image.sha256)) urls.set(image.sha256, await urlOf(store, image));
      }
      const messages = buildMessages(spec.prompt, dataset.examples, sample, { images: true, examples: true });
      const wire = toWire(messages, urls, spec.prompt.image.detail);
      bodies.push({ model, messages: wire, temperature: 0, max_completion_tokens: 300 });
    }
  }
  return bodies;
}

async function readDataset(store: ArtifactStore, runId: string): Promise<Dataset> {
  const ref = await store.find(keys.dataset(runId));
  if (!ref) throw new Error(`run ${runId} has no data set`);
  return JSON.parse((await store.read(ref)).toString()) as Dataset;
}

async function urlOf(store: ArtifactStore, { sha256, mediaType }: SampleImage): Promise<string> {
  return `data:${mediaType};base64,${(await store.readObject(sha256)).toString('base64')}`;
}
