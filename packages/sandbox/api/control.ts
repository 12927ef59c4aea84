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

/** What the sandbox offers beside the imitated API: health, its state's id, counted calls and rate limits. */
export const controlRoutes = (id: string, calls: CallLog, limits: RateLimits): Routes => ({
  'GET /sandbox/health': () => ({ json: { status: 'ok' } }),

  // The same for as long as there is this state, on whatever port: what a client knows the sandbox by.
  'GET /sandbox/state': () => ({ json: { id } }),

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
