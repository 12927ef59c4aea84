import { createHash } from 'node:crypto';
import { probeText } from '../../asking/probe.ts';
import type { RunState } from '../../client/looking/run-status.ts';
import { type Answer, type Call, honest, type Teller } from './proxy.ts';

/** What a run must make of a lie. */
export interface Expected {
  /** How it may end; by default it is done. */
  ends?: readonly RunState[];
  /** What may be missing in the predictions, by name: answers, ratings; by default nothing. */
  missing?: 'answers' | 'ratings';
  /** Whether it waits for a person on the way, who then mends it. */
  blocks?: true;
  /** Texts that the lie itself puts into answers. */
  text?: string;
  /** Keys of the report by which it says that it was lied to. */
  told?: readonly string[];
  /** Somebody cancels it while its job trains. */
  cancelled?: true;
  /** What must have been done to nobody, and was. */
  harm?(): readonly string[];
}

/** One way in which a provider's answers are not what one expects. */
export interface Lie extends Expected {
  /** Of somebody who meets it. */
  says: string;
  tell: Teller;
}

/** Calls of one kind, and of these perhaps only some. */
export interface Calls {
  method?: string;
  path: RegExp;
  /** Chat calls with a response format are a judge's. */
  by?: 'candidate' | 'judge';
  /** One of so many different bodies. */
  oneOf?: number;
  /** Each body at most so often, or all together. */
  times?: number;
  altogether?: number;
}

export const chats = (more: Partial<Calls> = {}): Calls => ({ path: /^\/chat\/completions$/, ...more });

let choosers = 0;

/**
 * Befalls these calls, and lets all others pass; tellers that choose one of so many take turns at which one. Whose probe is
 * among the chosen is not asked at all, which is a lie of its own.
 */
export function on(calls: Calls, tell: Teller): Teller {
  const { oneOf = 1 } = calls;
  const turn = oneOf > 1 ? choosers++ : 0;
  const seen = new Map<string, number>();
  let struck = 0;
  return async (call, ask) => {
    const hash = createHash('sha256').update(call.body).digest();
    const isChosen = oneOf === 1 || (hash.readUInt32BE(0) % oneOf === turn % oneOf && !isProbe(call));
    if (!fits(calls, call) || !isChosen) return await ask();
    const key = hash.toString('hex');
    const count = seen.get(key) ?? 0;
    seen.set(key, count + 1);
    if (count >= (calls.times ?? Infinity) || struck >= (calls.altogether ?? Infinity)) return await ask();
    struck += 1;
    return await tell(call, ask);
  };
}

/** Several lies at once: the later ones change what the earlier ones say, and one that does harm shows. */
export function together(lies: readonly Lie[]): Lie {
  const says = lies.map((lie) => lie.says).join('; ');
  const tell = lies.reduce<Teller>(
    (inner, { tell }) =>
      (call, ask) =>
        tell(call, () => inner(call, ask)),
    honest,
  );
  const told = lies.flatMap((lie) => lie.told ?? []);
  const harm = () => lies.flatMap((lie) => lie.harm?.() ?? []);
  return Object.assign({}, ...lies, { says, tell, told, harm });
}

function fits({ method, path, by }: Calls, call: Call): boolean {
  if ((method !== undefined && method !== call.method) || !path.test(call.path)) return false;
  return by === undefined || (by === 'judge') === call.body.includes('"response_format"');
}

/** True of the small question that each model is asked before anything is paid. */
export function isProbe({ body }: Call): boolean {
  return body.includes(probeText);
}

/** Notes the calls of a kind that nobody must make, and says so afterwards. */
export function forbidden(calls: Calls, what: string, tell: Teller): Pick<Lie, 'tell' | 'harm'> {
  let made = 0;
  const counting: Teller = async (call, ask) => {
    if (!fits(calls, call)) return await tell(call, ask);
    made += 1;
    return answerOf(200, {}, {});
  };
  return { tell: counting, harm: () => (made === 0 ? [] : [`${what}, ${made} times`]) };
}

/** Answers these instead of the sandbox, which is not asked. */
export const instead =
  (status: number, body: unknown, headers: Record<string, string> = {}): Teller =>
  async () =>
    answerOf(status, body, headers);

/** Changes the JSON that the sandbox answers; whatever it is. */
// biome-ignore lint/suspicious/noExplicitAny: lies have no types
export type Changed = (json: any, call: Call) => unknown;

export const changed =
  (change: Changed): Teller =>
  async (call, ask) => {
    const answer = await ask();
    if (answer.status !== 200) return answer;
    return { ...answer, ...answerOf(200, change(JSON.parse(answer.body.toString()), call), answer.headers) };
  };

/** Changes the first choice of a completion. */
export const choice = (change: Changed): Teller =>
  changed((json, call) => ({ ...json, choices: json.choices.map((one: unknown) => change(one, call)) }));

export const error = (code: string | null, message: string, more: object = {}) => ({
  error: { message, type: null, param: null, code, ...more },
});

function answerOf(status: number, body: unknown, headers: Record<string, string>): Answer {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: Buffer.from(text) };
}
