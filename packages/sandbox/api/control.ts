import { z } from 'zod';
import type { RateLimits } from '../limits.ts';
import { checkBody } from '../request.ts';
import type { Routes } from '../router.ts';
import type { CallLog } from '../state/call-log.ts';

const LimitsBody = z.strictObject({
  requestsPerSecond: z.number().positive().optional(),
  requestsPerMinute: z.number().positive().optional(),
  tokensPerMinute: z.number().positive().optional(),
});

/** What the sandbox offers beside the imitated API: health, counted calls and rate limits. */
export const controlRoutes = (calls: CallLog, limits: RateLimits): Routes => ({
  'GET /sandbox/health': () => ({ json: { status: 'ok' } }),

  'GET /sandbox/calls': () => ({ json: { operations: calls.summary() } }),

  'DELETE /sandbox/calls': () => {
    calls.reset();
    return { json: { operations: [] } };
  },

  'POST /sandbox/limits': ({ json }) => {
    const wished = checkBody(json, LimitsBody);
    limits.set(wished);
    return { json: wished };
  },
});
