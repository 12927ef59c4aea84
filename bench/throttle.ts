import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { freePort } from '../client/local/free-port.ts';
import { startSandbox } from '../client/local/programs.ts';
import type { ChatRequest } from '../domain/answering/chat.ts';
import { createOpenAiProvider } from '../providers/openai-provider.ts';
import { createPatientProvider } from '../providers/patience.ts';
import { createThrottle } from '../providers/throttle.ts';
import { callsOf, resetCalls, setLimits, usualKey } from '../test/integration/sandbox-calls.ts';

/** Prints how fast many calls get through a rate limit, and how many of them it has rejected on the way. */

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '3' },
    calls: { type: 'string', default: '500' },
    'in-flight': { type: 'string', default: '32' },
    'requests-per-second': { type: 'string', default: '50' },
    model: { type: 'string', default: 'echo-200' },
  },
});
const [rounds, calls] = [Number(values.rounds), Number(values.calls)];
const [inFlight, perSecond] = [Number(values['in-flight']), Number(values['requests-per-second'])];
// The bucket is full at the start, and so the first second's worth passes at once; the demand is made of the whole.
const minimum = calls / perSecond;
const say = (line: string) => values.json || console.log(line);

const state = await mkdtemp(path.join(tmpdir(), 'tempera-bench-'));
const port = await freePort();
const url = `http://127.0.0.1:${port}`;
const sandbox = await startSandbox({
  env: { ...process.env, TEMPERA_SANDBOX_KEY: usualKey },
  abort: new AbortController().signal,
  log: path.join(state, 'sandbox.log'),
  port,
  state,
});
try {
  const measured = [];
  for (let round = 1; round <= rounds; round++) {
    const result = await measure();
    const { seconds, ratio, rejected } = result;
    measured.push(result);
    say(
      `round ${round}: ${calls} calls in ${seconds.toFixed(2)} s, ${ratio.toFixed(3)} of the minimum, ${rejected} rejected`,
    );
  }
  say(`demanded: all succeed within 1.2 of ${minimum} s, fewer than 190 rejected`);
  if (values.json) console.log(JSON.stringify({ calls, inFlight, perSecond, minimum, measured }, null, 2));
} finally {
  await sandbox.stop();
  await rm(state, { recursive: true });
}

async function measure(): Promise<{ seconds: number; ratio: number; rejected: number }> {
  await resetCalls(url);
  // Setting the limits anew also fills the bucket.
  await setLimits(url, { requestsPerSecond: perSecond });
  const provider = createOpenAiProvider({
    address: new URL(`${url}/v1`),
    apiKey: usualKey,
    timeout: 60_000,
  });
  const patient = createPatientProvider(provider, createThrottle(inFlight));
  const never = { aborted: false, signal: new AbortController().signal };
  const since = performance.now();
  await Promise.all(Array.from({ length: calls }, (_, n) => patient.chat(async () => requestOf(n), never)));
  const seconds = (performance.now() - since) / 1000;
  const [counted] = await callsOf(url, 'POST /chat/completions', values.model);
  if (counted?.served !== calls) throw new Error(`${calls} calls succeeded here, and ${counted?.served} there`);
  return { seconds, ratio: seconds / minimum, rejected: counted.rejected['429'] ?? 0 };
}

function requestOf(n: number): ChatRequest {
  const messages = [{ role: 'user', content: `Question [${n}]` }] as const;
  return { model: values.model, messages, imageUrls: new Map(), temperature: 0, maxTokens: 50 };
}
