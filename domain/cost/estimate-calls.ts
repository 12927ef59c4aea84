import type { Message } from '../answering/messages.ts';
import { buildMessages } from '../answering/prompt.ts';
import { toSample } from '../data/identity.ts';
import type { Row } from '../data/sample.ts';
import { ratersOf } from '../grading/raters.ts';
import { type Rater, raterName } from '../grading/rating.ts';
import { type AskedModel, askedModels } from '../models/asked.ts';
import type { CandidateSpec, RunSpec } from '../spec/run-spec.ts';
import { type Amounts, estimated, mean } from './call-amounts.ts';
import type { EstimatedCalls } from './estimate-schema.ts';
import { scaleOf } from './measured-data.ts';
import { providerOfCandidate } from './prices.ts';

/** All that calls are estimated from. */
export interface CallsToEstimate extends Amounts {
  /** Questions at most, of a trial. */
  limit?: number | undefined;
  /** Candidates that are not asked. */
  leftOut: readonly string[];
  /** Whether answers are only kept, and rated by nobody. */
  captures: boolean;
}

/** Questions that are asked of each candidate, once. */
export function questionsOf({ data: { asked }, limit }: Pick<CallsToEstimate, 'data' | 'limit'>): number {
  return Math.min(limit ?? Number.POSITIVE_INFINITY, Math.round(asked.rows.length * scaleOf(asked)));
}

/** What is asked of whom, candidates first. */
export function estimateCalls(work: CallsToEstimate): EstimatedCalls[] {
  const { spec, leftOut, captures } = work;
  const raters = new Map(ratersOf(spec).map((rater) => [raterName(rater.name), rater]));
  return askedModels(spec).flatMap((asked) => {
    const rater = raters.get(asked.who);
    if (rater) return captures ? [] : estimateRater(work, asked, rater);
    const candidate = spec.candidates[asked.who];
    return candidate && !leftOut.includes(asked.who) ? [estimateCandidate(work, asked, candidate)] : [];
  });
}

function estimateCandidate(work: CallsToEstimate, asked: AskedModel, candidate: CandidateSpec): EstimatedCalls {
  const { spec, data } = work;
  const provider = providerOfCandidate(spec, asked.who);
  const messages = data.asked.rows.map((row) => buildMessages(spec.prompt, data.examples, row, candidate));
  const calls = questionsOf(work) * spec.repeats;
  return estimated(work, asked, { provider, calls, messages, extra: 0, said: saidBy(work, candidate) });
}

/** As long as the worked examples that it is shown, or else as what is accepted: a tuned model has learnt to say no more. */
function saidBy({ spec, data, count }: CallsToEstimate, candidate: CandidateSpec): number {
  const shown = candidate.examples && candidate.model !== 'tuned' && !data.asked.rows.some(({ messages }) => messages);
  if (shown && spec.prompt.examples.length > 0) {
    return mean(data.examples.map(({ reasoning, conclusion }) => count(`${reasoning.trim()}\n\n${conclusion}`)));
  }
  return mean(data.asked.rows.map(({ targets }) => count(targets[0] ?? '')));
}

/** Tokens of a rating: a sentence and a label, and the steps that OpenAI's graders are asked for. */
const tokensOfRating = { judge: 45, grader: 120 };

function estimateRater(work: CallsToEstimate, asked: AskedModel, rater: Rater): EstimatedCalls[] {
  const { spec, data, leftOut, count } = work;
  const unrated = [...leftOut, spec.data.targets?.candidate];
  const candidates = Object.keys(spec.candidates).filter((name) => !unrated.includes(name)).length;
  const messages = data.asked.rows.flatMap((row) => messagesToRate(spec, rater, row));
  const share = data.asked.rows.length === 0 ? 0 : messages.length / data.asked.rows.length;
  const calls = Math.ceil(questionsOf(work) * share) * candidates * spec.repeats;
  const extra = count(JSON.stringify(rater.schema.schema));
  const said = rater.name === undefined ? tokensOfRating.judge : tokensOfRating.grader;
  return [estimated(work, asked, { provider: rater.provider, calls, messages, extra, said })];
}

/** The messages about a made-up answer that no rule settles; none where the rater is not asked about this row. */
function messagesToRate({ on }: RunSpec, rater: Rater, row: Row): Message[][] {
  const sample = toSample(on, row);
  const target = row.targets[0] ?? '';
  // A template may want what only an answer of the right form has.
  const answers = [`${target} or so`, target];
  const items = answers.map((text) => rater.itemOf(sample, { outcome: 'answered', text, cutByLength: false }));
  const item = items.find((found) => found !== undefined);
  return item ? [rater.messagesOf(item)] : [];
}
