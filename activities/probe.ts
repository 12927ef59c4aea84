import { Context } from '@temporalio/activity';
import { type ProbeOutcome, probeOfCandidate, probeOfRater, probeRespondent } from '../asking/probe.ts';
import type { Question, Told } from '../asking/respondent.ts';
import type { Problem } from '../domain/answering/problem.ts';
import type { Dataset } from '../domain/data/dataset.ts';
import type { Sample } from '../domain/data/sample.ts';
import { ratersOf } from '../domain/grading/raters.ts';
import { raterName } from '../domain/grading/rating.ts';
import { type AskedModel, askedModels } from '../domain/models/asked.ts';
import { noImagesText, outOfThoughtText, refusalText } from '../domain/models/refusals.ts';
import type { RunInput } from '../domain/run/run.ts';
import type { RunSpec } from '../domain/spec/run-spec.ts';
import { tokensOfTexts } from '../domain/tokens/message-tokens.ts';
import { textTokens } from '../domain/tokens/text-tokens.ts';
import type { ProviderRegistry } from '../providers/registry.ts';
import { Stopped } from '../providers/stop.ts';
import type { CalledModel } from '../runs/called-models.ts';
import { createImageUrls } from '../runs/image-urls.ts';
import { readIfThere } from '../runs/json.ts';
import { keys } from '../runs/keys.ts';
import { readParameters } from '../runs/parameters.ts';
import { findProbe, type KeptProbe, keepProbe, type ProbeSubject, recordProbe } from '../runs/probes.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { askLive, type Paying } from './ask-live.ts';
import type { Spending, Spendings } from './budget/spending.ts';
import { inWords, whyStopped } from './failures.ts';
import { plannedIdentity, plannedProviders, whenAsked } from './planned-providers.ts';
import { closing } from './record-asked.ts';

/** A candidate or rater as it is about to be asked by a run. */
export interface AboutToAsk extends CalledModel {
  who: string;
}

/** How a probe that says no ends the run, or is waited out. */
export interface ProbeFailures {
  /** The model will not be asked so; what a person should read, and what the provider said. */
  refused(text: string, problem?: Problem): Error;
  /** A problem that concerns whatever is asked; undefined lets it pass. */
  other(problem: Problem): Error | undefined;
}

/** Asks one small question by the very parameters of whoever is about to be asked; an answer holds for a day. */
export type Probing = (run: RunInput, spec: RunSpec, whom: AboutToAsk, failures: ProbeFailures) => Promise<void>;

export function createProbing(world: {
  store: ArtifactStore;
  providers: ProviderRegistry;
  spendings: Spendings;
}): Probing {
  const { store, spendings } = world;
  const connected = plannedProviders(world);
  const imageUrls = createImageUrls(store);

  async function questionOf(run: RunInput, spec: RunSpec, { who, model }: AboutToAsk): Promise<Question | undefined> {
    const parameters = (await readParameters(store, run, spec)).get(who) ?? {};
    const sample = await usualSample(store, run);
    const candidate = spec.candidates[who];
    if (candidate) return probeOfCandidate(spec, candidate, { model, parameters }, sample);
    const rater = ratersOf(spec).find(({ name }) => raterName(name) === who);
    return rater && probeOfRater(rater, { model, parameters }, sample);
  }

  async function ask(
    question: Question,
    connect: () => ReturnType<typeof whenAsked>,
    paying?: Paying,
  ): Promise<Told<ProbeOutcome>> {
    const { cancellationSignal: signal } = Context.current();
    const asking = {
      respondent: probeRespondent(question),
      connect,
      imageUrls,
      known: async () => new Map<string, Told<ProbeOutcome>>(),
      paying,
      explain: (problem: Problem) => new Unanswered(problem),
    };
    try {
      return await askLive(asking, undefined, {
        signal,
        get aborted() {
          return signal.aborted;
        },
      });
    } catch (error) {
      throw error instanceof Stopped ? whyStopped() : error;
    }
  }

  return async (run, spec, whom, failures) => {
    const asked = askedModels(spec).find(({ who }) => who === whom.who);
    const question = await questionOf(run, spec, whom);
    if (!asked || !question) return;
    if (question.images.length > 0 && !asked.traits.images) throw failures.refused(noImagesText(asked, whom.provider));
    const identity = await plannedIdentity(world, run, spec, whom.provider);
    const subject = subjectOf(identity, question);
    if (await findProbe(store, subject, Date.now())) return;
    const spending = await spendings(run, spec);
    if (await spending?.isEnded()) return;
    const patient = whenAsked(() => connected(run, spec, whom.provider));
    try {
      const paying = spending && payingFor(spending, run, whom);
      const { outcome, model, call, ...more } = await closing(paying?.purse, () =>
        ask(question, () => patient, paying),
      );
      const at = Date.now();
      await recordProbe(store, run.runId, { who: whom.who, outcome, ...(model && { model }), call, at });
      const usage = call.usage ? { usage: call.usage, shown: shownBy(question) } : {};
      if (outcome === 'answered') await keepProbe(store, { ...subject, at, ...usage });
      else throw refusalOf(asked, whom.provider, 'problem' in more ? more.problem : undefined, failures);
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error;
      const failure = failures.other(error.problem);
      if (failure) throw failure;
    }
  };
}

function payingFor(spending: Spending, { runId }: RunInput, { who, model }: AboutToAsk): Paying {
  return { purse: spending.purse(keys.probePurse(runId, who)), priceOf: spending.pricing(who, model) };
}

/** What a question is paid for, besides the images that it shows. */
function shownBy({ request: { messages, schema }, images }: Question): NonNullable<KeptProbe['shown']> {
  const ofSchema = schema ? textTokens(JSON.stringify(schema.schema)) : 0;
  return { textTokens: tokensOfTexts(messages, textTokens) + ofSchema, images: images.length };
}

/** A probe met what any call would have met. */
class Unanswered extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}

function refusalOf(asked: AskedModel, provider: string, problem: Problem | undefined, failures: ProbeFailures): Error {
  if (!problem) return failures.refused(outOfThoughtText(asked, provider));
  return failures.refused(refusalText(asked, provider, problem, inWords(problem)), problem);
}

function subjectOf(identity: string, { request, images: [image] }: Question): ProbeSubject {
  const { model, messages: _, detail, schema, ...parameters } = request;
  const { width, height, bytes, mediaType } = image ?? {};
  return {
    identity,
    model,
    parameters,
    ...(image && { image: { width, height, bytes, mediaType, detail } as NonNullable<ProbeSubject['image']> }),
    ...(schema && { schema: schema.name }),
  };
}

/** The one of the first samples whose images are of the usual size; undefined before a data set is prepared. */
async function usualSample(store: ArtifactStore, run: RunInput): Promise<Sample | undefined> {
  const dataset = await readIfThere<Dataset>(store, keys.dataset(run.runId));
  const [page] = dataset?.samples.pages ?? [];
  if (!page) return undefined;
  const sized: { sample: Sample; bytes: number }[] = [];
  for await (const sample of store.readLines<Sample>(page)) {
    sized.push({ sample, bytes: sample.images.reduce((sum, { bytes }) => sum + bytes, 0) });
  }
  sized.sort((a, b) => a.bytes - b.bytes);
  return sized[Math.floor(sized.length / 2)]?.sample;
}
