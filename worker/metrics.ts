import { ApplicationFailure, type MetricMeter } from '@temporalio/common';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { stageOfActivity } from '../domain/run/stages.ts';
import type { HearCall } from '../providers/overheard.ts';

/** Counts calls, their time and tokens, and how many the throttle allows: by provider, since models have no end. */
export function createCallMetrics(meter: MetricMeter): HearCall {
  const calls = meter.createCounter('tempera_calls', undefined, 'Calls to models, by how they ended');
  const tokens = meter.createCounter('tempera_tokens', undefined, 'Tokens that providers have counted, by direction');
  const latency = meter.createHistogram('tempera_call_latency_seconds', 'float', undefined, 'Calls to models');
  const limit = meter.createGauge('tempera_throttle_limit', 'int', undefined, 'Calls that the throttle allows at once');
  return ({ provider, outcome, seconds, usage, limit: allowed }) => {
    calls.add(1, { provider, outcome });
    latency.record(seconds, { provider });
    limit.set(allowed, { provider });
    tokens.add(usage?.promptTokens ?? 0, { provider, direction: 'in' });
    tokens.add(usage?.completionTokens ?? 0, { provider, direction: 'out' });
  };
}

/** Counts how often a stage was held up by what only a person mends. */
export function countBlocked(meter: MetricMeter): ActivityInterceptorsFactory {
  const blocked = meter.createCounter('tempera_blocked', undefined, 'Times that a stage was blocked');
  return ({ info: { activityType } }) => ({
    inbound: {
      execute: (input, next) =>
        next(input).catch((error: unknown) => {
          const isBlocked = error instanceof ApplicationFailure && error.type === 'Blocked';
          if (isBlocked) blocked.add(1, { stage: stageOfActivity(activityType) ?? activityType });
          throw error;
        }),
    },
  });
}
