import { providerOfCandidate } from '../cost/prices.ts';
import { ratersOf } from '../grading/raters.ts';
import type { RunSpec } from '../spec/run-spec.ts';

/** The models that a spec names, by provider: candidates to be asked, the model to tune, raters. */
export function specModels(spec: RunSpec): Map<string, Set<string>> {
  const models = new Map<string, Set<string>>();
  const add = (provider: string, model: string) => {
    models.set(provider, (models.get(provider) ?? new Set()).add(model));
  };
  for (const [name, { model, answers }] of Object.entries(spec.candidates)) {
    if (!answers && model !== 'tuned') add(providerOfCandidate(spec, name), model);
  }
  if (spec.fineTune) add(spec.fineTune.provider ?? spec.provider, spec.fineTune.model);
  for (const { provider, model } of ratersOf(spec)) add(provider, model);
  return models;
}
