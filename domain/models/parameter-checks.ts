import type { RunSpec } from '../spec/run-spec.ts';
import type { Finding } from '../spec/spec-issues.ts';
import { type AskedModel, askedModels } from './asked.ts';
import { effortOf, takesSampling } from './parameters-sent.ts';
import { familiesCheckedOn } from './parameters-taken.ts';

/** Parameters by our names, and by those of the wire. */
export const wireNames = {
  temperature: 'temperature',
  topP: 'top_p',
  maxTokens: 'max_completion_tokens',
  seed: 'seed',
  reasoningEffort: 'reasoning_effort',
  reasoningTokens: 'reasoning_tokens',
  verbosity: 'verbosity',
  serviceTier: 'service_tier',
  extra: 'extra',
} as const;
type ParameterName = keyof typeof wireNames;

/** What each call sets by itself, and what has a key of its own: nothing of it may come by the back door. */
const taken: Readonly<Record<string, string>> = {
  model: 'it is the model of the spec',
  messages: 'they are the question',
  n: 'repeats asks several times',
  stream: 'replies are read whole',
  stream_options: 'replies are read whole',
  response_format: 'candidates answer in text, raters by their schema',
  max_tokens: 'maxTokens sets it',
  ...Object.fromEntries(
    Object.entries(wireNames)
      .filter(([key]) => key !== 'extra')
      .map(([key, name]) => [name, `${key} sets it`]),
  ),
};

/** The key of the spec that says a parameter of a model that is asked. */
export function keyOfParameter({ place }: Pick<AskedModel, 'place'>, name: ParameterName): PropertyKey[] {
  return [...place.path, place.names === 'ours' ? name : wireNames[name]];
}

/** Parameters of candidates and raters that their models do not take. */
export function checkParameters(spec: RunSpec): Finding[] {
  const inconsistent = Object.entries(spec.models).flatMap(([pattern, { efforts, defaultEffort }]) =>
    efforts && defaultEffort && !efforts.includes(defaultEffort)
      ? [{ path: ['models', pattern, 'defaultEffort'], message: `expected one of its efforts, ${efforts.join(', ')}` }]
      : [],
  );
  return [...inconsistent, ...askedModels(spec).flatMap((asked) => [...checkWishes(asked), ...checkExtra(asked)])];
}

function checkWishes(asked: AskedModel): Finding[] {
  return Object.entries(refusals(asked)).map(([name, message]) => ({
    path: keyOfParameter(asked, name as ParameterName),
    message: `${message} (by the table of ${familiesCheckedOn}; the key models overrides it)`,
  }));
}

/** Why a model does not take what is wished, by parameter. */
function refusals(asked: AskedModel): Partial<Record<ParameterName, string>> {
  const { wishes, traits } = asked;
  const { efforts, serviceTiers } = traits;
  const model = asked.model.replace(/:$/, '');
  // 1 is what every model does by itself, and not sent where it may not be.
  const isForced = (value: number | undefined) => value !== undefined && value !== 1 && !takesSampling(wishes, traits);
  const { reasoningEffort: effort, serviceTier: tier } = wishes;
  return {
    ...(isForced(wishes.temperature) && { temperature: `${model} takes no temperature${whileReasoning(asked)}` }),
    ...(isForced(wishes.topP) && { topP: `${model} takes no top_p${whileReasoning(asked)}` }),
    ...(wishes.seed !== undefined && !traits.seed && { seed: `${model} takes no seed. Leave it out` }),
    ...(effort &&
      efforts &&
      !efforts.includes(effort) && { reasoningEffort: among(model, 'reasoning effort', efforts) }),
    ...(wishes.verbosity && !traits.verbosity && { verbosity: `${model} takes no verbosity. Leave it out` }),
    ...(tier &&
      serviceTiers &&
      !serviceTiers.includes(tier) && { serviceTier: among(model, 'service tier', serviceTiers) }),
  };
}

function whileReasoning(asked: AskedModel): string {
  const { wishes, traits } = asked;
  if (traits.sampling === 'never') return '. Leave it out: it answers at its own sampling';
  const own = wishes.reasoningEffort === undefined ? ', its own' : '';
  const key = keyOfParameter(asked, 'reasoningEffort').at(-1);
  return ` while it reasons (effort ${effortOf(wishes, traits)}${own}). Leave it out, or set ${String(key)}: none`;
}

function among(model: string, what: string, known: readonly string[]): string {
  return known.length === 0
    ? `${model} takes no ${what}. Leave it out`
    : `${model} takes one of ${known.join(', ')} as ${what}`;
}

function checkExtra(asked: AskedModel): Finding[] {
  return Object.keys(asked.wishes.extra ?? {})
    .filter((name) => Object.hasOwn(taken, name))
    .map((name) => ({
      path: [...keyOfParameter(asked, 'extra'), name],
      message: `cannot be set here: ${taken[name]}`,
    }));
}
