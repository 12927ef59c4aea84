import { priceOf, providerAsked } from '../cost/prices.ts';
import { type AskedModel, askedModels } from '../models/asked.ts';
import { keyOfParameter } from '../models/parameter-checks.ts';
import { limitOf } from '../models/parameters-sent.ts';
import type { RunSpec } from './run-spec.ts';
import type { Finding } from './spec-issues.ts';

/** What a cap on money needs: a price and a bound of all that is paid, in one currency. */
export function checkSpend(spec: RunSpec): Finding[] {
  if (spec.limits.spend === undefined) return [];
  const asked = askedModels(spec).map((model) => ({ ...model, provider: providerAsked(spec, model.who) }));
  return [...asked.flatMap((model) => checkAsked(spec, model)), ...checkTraining(spec), ...checkCurrency(spec)];
}

function checkAsked(spec: RunSpec, asked: AskedModel & { provider: string }): Finding[] {
  const { who, provider, wishes, traits } = asked;
  const model = asked.model.replace(/:$/, '');
  const unpriced = priceOf(spec, provider, asked.model) ? [] : [lacksPrice(provider, model, `${who} is asked`)];
  const isBounded = limitOf(wishes, traits) !== undefined;
  const unbounded = {
    path: keyOfParameter(asked, 'maxTokens'),
    message: 'is needed with limits.spend: nothing else bounds what a reply costs',
  };
  return [...unpriced, ...(isBounded ? [] : [unbounded])];
}

function checkTraining({ fineTune, provider, ...spec }: RunSpec): Finding[] {
  if (!fineTune) return [];
  const trainer = fineTune.provider ?? provider;
  const price = priceOf(spec, trainer, fineTune.model);
  const unpriced =
    price?.training === undefined ? [lacksPrice(trainer, fineTune.model, 'it is trained', 'training')] : [];
  const path = ['fineTune', 'hyperparameters', 'epochs'];
  const message = 'expected a number with limits.spend: with auto the provider decides what the training costs';
  return [...unpriced, ...(fineTune.hyperparameters.epochs === 'auto' ? [{ path, message }] : [])];
}

function lacksPrice(provider: string, model: string, why: string, what = 'input and output'): Finding {
  const path = ['providers', provider, 'prices', model];
  return { path, message: `no price (${what}), and limits.spend counts all that is paid: ${why}` };
}

function checkCurrency({ providers }: RunSpec): Finding[] {
  const priced = Object.values(providers).filter(({ prices }) => Object.keys(prices).length > 0);
  const currencies = [...new Set(priced.map(({ currency }) => currency))];
  if (currencies.length <= 1) return [];
  return [{ path: ['limits', 'spend'], message: `expected prices in one currency, got ${currencies.join(' and ')}` }];
}
