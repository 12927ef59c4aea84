import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Message, MessagePart } from '../../answering/messages.ts';
import type { Sample, SampleImage } from '../../data/sample.ts';
import type { RatedOutcome, Rater, RatingItem } from '../rating.ts';
import { agreed, bareLabels, labelNamed, objectsIn, withoutThoughts } from '../reply-texts.ts';
import { type Grader, type GraderScore, scored, unreadable } from './grader.ts';
import { imageVariableIn, type ModelGraderSpec, type PromptMessageSpec } from './openai-models.ts';
import { fillTemplate, type ItemColumns, itemOf, parseTemplate, type Template, type Variables } from './template.ts';

/** Where a grader that is a model finds itself. */
export interface ModelGraderPlace {
  /** Its key in the spec. */
  name: string;
  /** Of the spec, for graders that name none. */
  provider: string;
  columns: ItemColumns;
}

/**
 * A grader that asks a model: as a rater it is asked about each distinct prompt once, as a grader it reads its score from
 * what was said. What an answer that was refused or failed is worth does not concern it.
 */
export function modelGrader(spec: ModelGraderSpec, place: ModelGraderPlace): Grader & Rater {
  const prompt = spec.input.map(readMessage);
  const showsImage = prompt.some(({ parts }) => parts.some((part) => 'type' in part && part.type === 'image'));
  const messagesOf = (item: Omit<RatingItem, 'id'>) => fillPrompt(prompt, item, place.columns);

  function itemOfText({ question, targets, slices, images }: Sample, answer: string): RatingItem | undefined {
    const item = { grader: place.name, question, targets, answer, slices, ...(showsImage && { images }) };
    const messages = messagesOf(item);
    return messages && { id: hashOf([place.name, messages]), ...item };
  }

  return {
    name: place.name,
    model: spec.model,
    provider: spec.provider ?? place.provider,
    parameters: parametersOf(spec),
    schema: schemaOf(spec),
    itemOf: (sample, answer) => (answer.outcome === 'answered' ? itemOfText(sample, answer.text) : undefined),
    messagesOf: (item) => messagesOf(item) ?? [],
    read: (reply) => readReply(reply, spec),
    applies: () => true,
    score: (text, sample, ratings) => {
      const item = itemOfText(sample, text);
      if (!item) return unreadable('the answer lacks what the template names');
      const rating = ratings?.get(item.id);
      return rating?.outcome === 'rated' ? scoreOf(rating, spec) : undefined;
    },
  };
}

function hashOf(value: object): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}

/** A message of the prompt, with its texts as templates. */
interface PromptMessage {
  role: Message['role'];
  parts: readonly (Template | ImagePart)[];
}

/** An image at an address, or a place for those of the question, whose hashes are filled in. */
type ImagePart = Exclude<MessagePart, { type: 'text' }>;

function readMessage({ role, content }: PromptMessageSpec): PromptMessage {
  return { role: role === 'developer' ? 'system' : role, parts: [content].flat().map(readPart) };
}

function readPart(part: Exclude<PromptMessageSpec['content'], readonly unknown[]>): Template | ImagePart {
  if (typeof part === 'string') return parseTemplate(part);
  if (part.type !== 'input_image') return parseTemplate(part.text);
  const detail = part.detail ? { detail: part.detail } : {};
  return imageVariableIn(part.image_url) === undefined
    ? { type: 'link', url: part.image_url, ...detail }
    : { type: 'image', sha256: '', ...detail };
}

function fillPrompt(
  prompt: readonly PromptMessage[],
  { question, targets, answer, slices = {}, images = [] }: Omit<RatingItem, 'id'>,
  columns: ItemColumns,
): Message[] | undefined {
  // The model is asked once, whatever the number of accepted answers.
  const variables = { item: itemOf({ question, targets, slices }, targets.join(' | '), columns), text: answer };
  const messages = prompt.map((message) => fillMessage(message, variables, images));
  return messages.every((message) => message !== undefined) ? messages : undefined;
}

function fillMessage(
  { role, parts }: PromptMessage,
  variables: Variables,
  images: readonly SampleImage[],
): Message | undefined {
  const filled = parts.flatMap((part): (MessagePart | undefined)[] => {
    if (!('type' in part)) return [textPart(fillTemplate(part, variables))];
    if (part.type === 'link') return [part];
    return images.map(({ sha256 }) => ({ ...part, sha256 }));
  });
  if (!filled.every((part) => part !== undefined)) return undefined;
  const texts = filled.flatMap((part) => (part.type === 'text' ? part.text : []));
  // Only the user's messages have parts on the wire; images stand in those alone.
  const isPlain = role !== 'user' || (filled.length === 1 && texts.length === 1);
  return { role, content: isPlain ? texts.join('\n') : filled };
}

function textPart(text: string | undefined): MessagePart | undefined {
  return text === undefined ? undefined : { type: 'text', text };
}

function parametersOf({ sampling_params }: ModelGraderSpec): Rater['parameters'] {
  const params = sampling_params ?? {};
  const wishes = {
    temperature: params.temperature,
    topP: params.top_p,
    seed: params.seed,
    maxTokens: params.max_completions_tokens ?? params.max_completion_tokens ?? params.max_tokens,
    reasoningEffort: params.reasoning_effort,
    reasoningTokens: params.reasoning_tokens,
    verbosity: params.verbosity,
    serviceTier: params.service_tier,
    extra: params.extra,
  };
  // OpenAI's JSON says null of what it leaves to the provider.
  return Object.fromEntries(Object.entries(wishes).filter(([, value]) => value !== undefined && value !== null));
}

/** The form of reply that OpenAI documents for `score_model`, with the steps first, so that they lead to the result. */
function schemaOf(spec: ModelGraderSpec): Rater['schema'] {
  const step = objectOf({ description: { type: 'string' }, conclusion: { type: 'string' } });
  const result =
    spec.type === 'label_model'
      ? { type: 'string', enum: spec.labels }
      : { type: 'number', description: `from ${spec.range[0]} to ${spec.range[1]}` };
  return { name: 'grade', schema: objectOf({ steps: { type: 'array', items: step }, result }) };
}

function objectOf(properties: Record<string, object>): Record<string, unknown> {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
}

const Steps = z.array(z.object({ conclusion: z.string() }));
const Reply = z.object({ result: z.union([z.string(), z.number()]), steps: Steps.optional().catch(undefined) });

/** Reads a reply, wherever its object stands; undefined when it has no number or label, or two. */
function readReply(reply: string, spec: ModelGraderSpec): Pick<RatedOutcome, 'label' | 'reason'> | undefined {
  const text = withoutThoughts(reply);
  const said = objectsIn(text).flatMap((object) => Reply.safeParse(object).data ?? []);
  const named = said.length > 0 ? said : bareLabels(text).map((result) => ({ result, steps: undefined }));
  const readings = named.map(({ result, steps }) => ({
    label: resultOf(result, spec) ?? '',
    reason: steps?.at(-1)?.conclusion ?? '',
  }));
  const reading = agreed(readings, ({ label }) => label);
  return reading?.label ? reading : undefined;
}

function resultOf(result: string | number, spec: ModelGraderSpec): string | undefined {
  if (spec.type === 'label_model') return labelNamed(String(result), spec.labels);
  return typeof result === 'number' ? String(result) : undefined;
}

function scoreOf({ label, reason }: RatedOutcome, spec: ModelGraderSpec): GraderScore {
  const explanation = reason === '' ? label : `${label}: ${reason}`;
  if (spec.type === 'label_model') return scored(Number(spec.passing_labels.includes(label)), explanation);
  const [lowest, highest] = spec.range;
  const cut = Math.min(highest, Math.max(lowest, Number(label)));
  if (spec.pass_threshold !== undefined) return scored(Number(cut >= spec.pass_threshold), explanation);
  return scored((cut - lowest) / (highest - lowest), explanation);
}
