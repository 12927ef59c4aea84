import { ratersOf } from '../grading/raters.ts';
import { raterName } from '../grading/rating.ts';
import type { RunSpec } from '../spec/run-spec.ts';
import { type ParameterWishes, type SentParameters, sentParameters } from './parameters-sent.ts';
import type { ModelTraits } from './parameters-taken.ts';
import { traitsOf } from './parameters-taken.ts';

/** A model that a run asks, as its spec says it. */
export interface AskedModel {
  /** A candidate, or a rater by the name under which all raters are listed. */
  who: string;
  /** By name; of a model that is yet to be tuned, its base behind `ft:`. */
  model: string;
  traits: ModelTraits;
  wishes: ParameterWishes;
  /** Sent where the spec names none and the model takes one; a grader leaves it to its provider. */
  usualTemperature?: number;
  /** Where its parameters stand in the spec, and by whose names. */
  place: { path: readonly PropertyKey[]; names: 'ours' | 'wire' };
}

/** All models that a run asks: candidates whose answers are not stored first, then the judge and the graders that are models. */
export function askedModels(spec: RunSpec): AskedModel[] {
  const live = Object.entries(spec.candidates).filter(([, { answers }]) => !answers);
  const candidates = live.map(([name, { model, parameters }]) => ({
    who: name,
    model: model === 'tuned' ? `ft:${spec.fineTune?.model}:` : model,
    wishes: parameters,
    usualTemperature: 0,
    place: { path: ['candidates', name, 'parameters'], names: 'ours' as const },
  }));
  const raters = ratersOf(spec).map(({ name, model, parameters: wishes }) =>
    name === undefined
      ? { model, wishes, usualTemperature: 0, place: { path: ['judge', 'parameters'], names: 'ours' as const } }
      : { name, model, wishes, place: { path: ['graders', name, 'sampling_params'], names: 'wire' as const } },
  );
  const named = raters.map(({ name, ...rater }: { name?: string } & Omit<AskedModel, 'who' | 'traits'>) => ({
    who: raterName(name),
    ...rater,
  }));
  return [...candidates, ...named].map((asked) => ({ ...asked, traits: traitsOf(asked.model, spec.models) }));
}

/** What is sent with each call to a model that a run asks. */
export function parametersSent({ wishes, traits, usualTemperature }: AskedModel): SentParameters {
  const temperature = wishes.temperature ?? usualTemperature;
  return sentParameters({ ...wishes, ...(temperature !== undefined && { temperature }) }, traits);
}

/** What each model of a run is sent, by who it is. */
export function parametersByWho(spec: RunSpec): ReadonlyMap<string, SentParameters> {
  return new Map(askedModels(spec).map((asked) => [asked.who, parametersSent(asked)]));
}
