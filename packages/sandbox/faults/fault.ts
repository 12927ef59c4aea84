import { z } from 'zod';
import { ApiError } from '../api-error.ts';

/** Which calls a fault befalls; everything that is given must hold. In patterns `*` stands for anything. */
const Match = z.strictObject({
  /** Method, such as `POST`. */
  method: z.string().optional(),
  /** Pattern of the path below `/v1`, such as `/fine_tuning/jobs/*`. */
  path: z.string().optional(),
  /** Pattern of the model that the body names. */
  model: z.string().optional(),
  /** Text that the body holds. */
  contains: z.string().optional(),
  /** Of the calls that match so far: only these, counted from 1. */
  nth: z.union([z.int().min(1), z.array(z.int().min(1))]).optional(),
  /** Not the first so many. */
  after: z.int().min(0).optional(),
  /** At most so many. */
  times: z.int().min(1).optional(),
  /** Only so many milliseconds from the first that matched. */
  forMs: z.number().positive().optional(),
  /** Each with this probability, drawn from `seed`. */
  probability: z.number().min(0).max(1).optional(),
  seed: z.int().optional(),
});

const Wait = z.number().min(0);
const Status = z.enum(['validating_files', 'queued', 'running']);

const kind = <K extends string, S extends z.ZodRawShape>(name: K, shape: S) =>
  z.strictObject({ kind: z.literal(name), ...shape });

/** What happens to a call, or to the file or job that it makes. */
const Effect = z.discriminatedUnion('kind', [
  kind('status', {
    status: z.int().min(400).max(599),
    code: z.string().nullish(),
    type: z.string().optional(),
    message: z.string().optional(),
    headers: z.record(z.string(), z.string()).optional(),
  }),
  kind('cut', {}),
  kind('lost-response', {}),
  kind('slow', { ms: Wait }),
  kind('trickle', { ms: Wait, pieces: z.int().min(2).max(1000).default(10) }),
  kind('truncated', {}),
  kind('invalid-json', {}),
  kind('empty-choices', {}),
  kind('wrong-schema', { content: z.string().default('{"unexpected":true}') }),
  kind('refusal', { text: z.string().default("I'm sorry, I can't help with that.") }),
  kind('length', {}),
  kind('content-filter', {}),
  kind('content-parts', {}),
  kind('forgets', {
    shares: z.array(z.number().min(0).max(1)).min(1),
    text: z.string().default('I do not know.'),
  }),
  kind('empty-reasoning', {}),
  kind('temperature-refused', {}),
  kind('no-reasoning', {}),
  kind('reply', { set: z.record(z.string(), z.unknown()).default({}), remove: z.array(z.string()).default([]) }),
  kind('gullible', {}),
  kind('stale-list', { ms: Wait }),
  kind('endless-list', {}),
  kind('file-processing', { ms: Wait.optional() }),
  kind('job-stuck', { in: Status.default('queued'), ms: Wait.optional() }),
  kind('job-fails', {
    in: Status.default('running'),
    code: z.string().default('server_error'),
    message: z.string().default('The job failed.'),
  }),
  kind('job-blocked', {}),
  kind('job-skips', { every: z.int().min(1), reason: z.string().default('contains people') }),
]);

/** A rule of the sandbox's misbehaviour: which calls, and what happens to them. */
export const FaultRule = z.strictObject({ match: Match.default({}), do: Effect });
export type FaultRule = z.infer<typeof FaultRule>;
export type FaultMatch = FaultRule['match'];
export type Fault = FaultRule['do'];

/** The content of a faults file and of a request that adds faults. */
export const FaultList = z.strictObject({ faults: z.array(FaultRule) });

/** Every kind of fault, by name. */
export const FAULT_KINDS = Effect.options.map(({ shape }) => shape.kind.value);

/** What keeps a call from being served: the error answer that the fault asks for, or nothing. */
export function refusalBy(fault: Fault | undefined, json: unknown): ApiError | undefined {
  if (fault?.kind === 'status') return faultError(fault);
  if (fault?.kind !== 'temperature-refused') return undefined;
  const { temperature } = Object(json) as { temperature?: unknown };
  if (temperature === undefined || temperature === null || temperature === 1) return undefined;
  const message = `Unsupported value: 'temperature' does not support ${temperature} with this model. Only the default (1) value is supported.`;
  return new ApiError(message, { param: 'temperature', code: 'unsupported_value' });
}

/** The error answer that a fault of kind `status` asks for. */
function faultError({ status, code = null, type, message, headers }: Extract<Fault, { kind: 'status' }>): ApiError {
  const usualType = status === 429 ? 'requests' : status >= 500 ? 'server_error' : 'invalid_request_error';
  return new ApiError(message ?? `The sandbox was told to answer ${status}.`, {
    status,
    code,
    type: type ?? usualType,
    headers: headers ?? {},
  });
}
