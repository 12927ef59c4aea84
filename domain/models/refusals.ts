import type { Problem } from '../answering/problem.ts';
import type { AskedModel } from './asked.ts';
import { keyOfParameter, wireNames } from './parameter-checks.ts';
import { limitOf } from './parameters-sent.ts';
import { familiesCheckedOn } from './parameters-taken.ts';

/** Names by which providers speak of a parameter, besides the one that is sent. */
const otherNames: Readonly<Record<string, keyof typeof wireNames>> = {
  max_tokens: 'maxTokens',
  'reasoning.effort': 'reasoningEffort',
  'text.verbosity': 'verbosity',
};

/** What a model turned down, and what to change: the sentence that a probe ends a run with. */
export function refusalText(asked: AskedModel, provider: string, problem: Problem, what: string): string {
  return `${whoIs(asked, provider)} cannot be asked so: ${what}. ${remedy(asked, provider, problem)}`;
}

/** That a model thought until its limit was used up, and what to change. */
export function outOfThoughtText(asked: AskedModel, provider: string): string {
  const limit = limitOf(asked.wishes, asked.traits);
  const within = limit === undefined ? 'its limit' : `${limit.toLocaleString('en-US')} tokens`;
  const [more, less] = [keyText(asked, 'reasoningTokens'), keyText(asked, 'reasoningEffort')];
  return `${whoIs(asked, provider)} says nothing to a small question: ${within} went into its thoughts. Raise ${more}, or lower ${less}.`;
}

/** That a model takes no images, and what to change. */
export function noImagesText(asked: AskedModel, provider: string): string {
  const model = asked.model.replace(/^ft:|:$/g, '');
  return `${whoIs(asked, provider)} takes no images (by the table of ${familiesCheckedOn}). ${withoutImages(asked)}, or say that it does: models: { "${model}": { images: true } }.`;
}

function withoutImages({ place }: AskedModel): string {
  return place.names === 'ours'
    ? `Leave them out (${place.path.slice(0, 2).join('.')}.images: false)`
    : 'Leave them out of its input';
}

function whoIs({ who, model }: AskedModel, provider: string): string {
  return `${who} (${model.replace(/:$/, '')} at provider "${provider}")`;
}

function remedy(asked: AskedModel, provider: string, problem: Problem): string {
  if (problem.code === 'unreadable') return `Look whether provider "${provider}" leads to a chat API like OpenAI's.`;
  const name = parameterIn(asked, problem);
  const model = asked.model.replace(/^ft:|:$/g, '');
  if (name === 'maxTokens') {
    return `Say what it calls its limit: models: { "${model}": { limit: ${otherLimit(asked)} } }.`;
  }
  if (name === 'image') return `${withoutImages(asked)}, or change prompt.image.`;
  if (name === 'temperature' || name === 'topP') {
    const key = keyText(asked, name);
    const isGiven = asked.wishes[name] !== undefined;
    return `${isGiven ? `Leave ${key} out` : `Set ${key} to what it takes`}, or say that it takes none: models: { "${model}": { sampling: never } }.`;
  }
  if (name !== undefined) return `Change ${keyText(asked, name)}.`;
  return `Change ${asked.place.path.slice(0, -1).join('.')}.model, or what is sent to it.`;
}

function otherLimit({ traits }: AskedModel): string {
  return traits.limit === 'max_tokens' ? 'max_completion_tokens' : 'max_tokens';
}

function keyText(asked: AskedModel, name: keyof typeof wireNames): string {
  return keyOfParameter(asked, name).map(String).join('.');
}

/** The parameter that a problem is about, as far as it can be told: by the provider's `param`, else by its words. */
function parameterIn(asked: AskedModel, { param, said = '' }: Problem): keyof typeof wireNames | 'image' | undefined {
  const names: [string, keyof typeof wireNames][] = [
    ...Object.entries(wireNames).map(([key, name]): [string, keyof typeof wireNames] => [
      name,
      key as keyof typeof wireNames,
    ]),
    ...Object.entries(otherNames),
    ...Object.keys(asked.wishes.extra ?? {}).map((name): [string, keyof typeof wireNames] => [name, 'extra']),
  ];
  const named = names.find(([name]) => name === param);
  if (named) return named[1];
  if (/image|content/.test(param ?? '') || (param === undefined && /\bimages?\b/i.test(said))) return 'image';
  // The longest first: `max_completion_tokens` is no `max_tokens`.
  const inWords = names.toSorted(([a], [b]) => b.length - a.length);
  return inWords.find(([name]) => new RegExp(`\\b${name.replaceAll(/\W/g, '\\$&')}\\b`).test(said))?.[1];
}
