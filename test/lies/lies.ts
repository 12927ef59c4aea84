import { gzipSync } from 'node:zlib';
import { changed, chats, choice, error, forbidden, instead, isProbe, type Lie, on } from './lie.ts';
import type { Teller } from './proxy.ts';

const some = chats({ by: 'candidate', oneOf: 8 });
const once = { times: 1 };
const missing = { ends: ['incomplete'], missing: 'answers' } as const;
const refused = { ends: ['done', 'incomplete'], missing: 'answers' } as const;
const blocks = { blocks: true } as const;

const uploads = { method: 'POST', path: /^\/files$/ };
const noSchema = instead(400, error('unsupported', 'response_format is not supported'));
const noChoice = changed((json) => ({ ...json, choices: [] }));
const cut: Teller = async (_, ask) => ({ ...(await ask()), cut: 'before' });
const pausing = (headers: Record<string, string>, status = 429) =>
  instead(status, error('rate_limit_exceeded', 'Slow down.'), headers);

/** A completion of 64 MB that is sent as 64 kB. */
const bomb: Teller = async (_, ask) => {
  const { headers } = await ask();
  const huge = gzipSync(`{"choices":[{"message":{"content":"${'A'.repeat(64_000_000)}"}}]}`);
  return { status: 200, headers: { ...headers, 'content-encoding': 'gzip' }, body: huge };
};

/** Forms of a completion that say the same, or nothing. */
const completions: Record<string, Lie> = {
  'content-parts': {
    says: 'content is a list of parts, a thinking one among them',
    tell: on(
      chats(),
      choice((one) => ({
        ...one,
        message: {
          ...one.message,
          content: [
            { type: 'thinking', thinking: 'Hm.' },
            { type: 'text', text: one.message.content },
          ],
        },
      })),
    ),
  },
  'usage-absent': {
    says: 'no usage',
    tell: on(
      chats(),
      changed(({ usage: _, ...rest }) => rest),
    ),
  },
  'usage-null': {
    says: 'usage of nulls',
    tell: on(
      chats(),
      changed((json) => ({ ...json, usage: { prompt_tokens: null } })),
    ),
  },
  'usage-words': {
    says: 'usage is a word',
    tell: on(
      chats(),
      changed((json) => ({ ...json, usage: 'many' })),
    ),
  },
  'usage-negative': {
    says: 'usage below nothing',
    tell: on(
      chats(),
      changed((json) => ({ ...json, usage: { prompt_tokens: -1_000_000, completion_tokens: -5 } })),
    ),
  },
  'usage-huge': {
    says: 'usage beyond numbers',
    tell: on(
      chats(),
      changed((json) => ({ ...json, usage: { prompt_tokens: 1e308, completion_tokens: 1e308 } })),
    ),
  },
  'model-absent': {
    says: 'no model is named',
    told: ['models'],
    tell: on(
      chats(),
      changed(({ model: _, ...rest }) => rest),
    ),
  },
  'finish-null': {
    says: 'no finish reason',
    tell: on(
      chats(),
      choice((one) => ({ ...one, finish_reason: null })),
    ),
  },
  'finish-absent': {
    says: 'no finish reason at all',
    tell: on(
      chats(),
      choice(({ finish_reason: _, ...rest }) => rest),
    ),
  },
  'finish-unknown': {
    says: 'a finish reason of its own',
    told: ['finishWords'],
    tell: on(
      chats(),
      choice((one) => ({ ...one, finish_reason: 'end_turn' })),
    ),
  },
  'finish-error': {
    says: 'an upstream is lost, now and then',
    tell: on(
      { ...some, ...once },
      choice((one) => ({ ...one, finish_reason: 'error', message: { ...one.message, content: '' } })),
    ),
  },
  'finish-filter': {
    says: 'a filter by another name',
    tell: on(
      some,
      choice((one) => ({ ...one, finish_reason: 'sensitive', message: { ...one.message, content: '' } })),
    ),
    ...refused,
  },
  'spent-on-reasoning': {
    says: 'all tokens are spent on reasoning',
    tell: on(
      some,
      choice((one) => ({ ...one, finish_reason: 'length', message: { ...one.message, content: '' } })),
    ),
    ...missing,
  },
  'choices-empty': {
    says: 'no choice, for some',
    tell: on(some, noChoice),
    ...missing,
  },
  'choices-empty-once': {
    says: 'no choice, once',
    tell: on({ ...some, ...once }, noChoice),
  },
  'probe-unreadable': {
    says: 'no choice, to the small question before all others',
    ...forbidden(uploads, 'a file was uploaded', async (call, ask) =>
      isProbe(call) ? await noChoice(call, ask) : await ask(),
    ),
    ends: ['failed'],
  },
  'error-in-200': {
    says: 'an error object in a 200, once',
    tell: on({ ...some, ...once }, instead(200, error('server_error', 'Upstream is gone.'))),
  },
  'error-in-200-always': {
    says: 'an error object in a 200, for some',
    tell: on(some, instead(200, error(null, 'Upstream is gone.'))),
    ...missing,
  },
  'page-in-200': {
    says: 'a web page in a 200, once',
    tell: on({ ...some, ...once }, instead(200, '<html>Bad gateway</html>')),
  },
  bomb: { says: '64 MB, packed', tell: on(chats({ by: 'candidate', oneOf: 40 }), bomb), ...missing },
  'line-separator': {
    says: 'a line separator in an answer',
    tell: on(
      some,
      choice((one) => ({ ...one, message: { ...one.message, content: `${one.message.content}\u2028` } })),
    ),
    text: '\u2028',
  },
  'judge-fenced': {
    says: 'the judge puts its reply into a fence',
    tell: on(
      chats({ by: 'judge' }),
      choice((one) => ({ ...one, message: { ...one.message, content: `\`\`\`json\n${one.message.content}\n\`\`\`` } })),
    ),
  },
  'judge-shouts': {
    says: 'the judge writes labels in capitals',
    tell: on(
      chats({ by: 'judge' }),
      choice((one) => ({
        ...one,
        message: {
          ...one.message,
          content: one.message.content.replace(
            /"label":"(.*?)"/,
            (_: string, label: string) => `"label":"${label.toUpperCase()}"`,
          ),
        },
      })),
    ),
  },
  'judge-refuses': {
    says: 'the judge refuses the response format',
    ...forbidden(uploads, 'a file was uploaded', on(chats({ by: 'judge' }), noSchema)),
    ends: ['failed'],
  },
  'judge-refuses-later': {
    says: 'the judge refuses the response format, but to the small question before all others',
    tell: async (call, ask) => (isProbe(call) ? await ask() : await on(chats({ by: 'judge' }), noSchema)(call, ask)),
    ends: ['done', 'incomplete'],
    missing: 'ratings',
  },
};

/** What is said instead of a completion, and how the connection ends. */
const refusals: Record<string, Lie> = {
  'balance-402': {
    says: 'the balance is spent',
    tell: on(chats({ by: 'candidate' }), instead(402, error(null, 'Insufficient credits.'))),
    ...blocks,
  },
  'credit-400': {
    says: 'the balance is spent, as a 400',
    tell: on(
      chats({ by: 'candidate' }),
      instead(400, error(null, 'Your credit balance is too low to access the API.')),
    ),
    ...blocks,
  },
  'key-401': {
    says: 'the key is revoked',
    tell: on(chats(), instead(401, error('invalid_api_key', 'Incorrect API key provided.'))),
    ...blocks,
  },
  'firewall-403': {
    says: 'some inputs are forbidden',
    tell: on(some, instead(403, error(null, 'Content violates usage guidelines.'))),
    ...refused,
  },
  'inspection-400': {
    says: 'some inputs are inspected',
    tell: on(some, instead(400, error('data_inspection_failed', 'Input data may contain inappropriate content.'))),
    ...refused,
  },
  'key-echoed': {
    says: 'the key comes back in what is said of some inputs, in every place',
    tell: on(some, async (call, ask) =>
      instead(400, error(call.key, `Bad input of Bearer ${call.key}.`, { param: call.key, type: call.key }), {
        'x-request-id': call.key,
      })(call, ask),
    ),
    ...missing,
  },
  redirect: {
    says: 'questions are sent on to somebody else',
    ...forbidden(
      { path: /^\/elsewhere\// },
      'a question went to somebody else',
      on(chats({ by: 'candidate' }), instead(307, '', { location: '/v1/elsewhere/chat/completions' })),
    ),
    ...blocks,
  },
  'redirect-once': {
    says: 'questions are sent on, as if for good, once a request',
    ...forbidden(
      { path: /^\/elsewhere\// },
      'a question went to somebody else',
      on({ ...some, altogether: 1 }, instead(308, '', { location: '/v1/elsewhere/chat/completions' })),
    ),
    ...blocks,
  },
  'too-long-400': {
    says: 'some inputs are too long',
    tell: on(some, instead(400, error('context_length_exceeded', 'Too long.'))),
    ...missing,
  },
  'pause-zero': {
    says: 'come again at once',
    tell: on({ ...chats(), altogether: 10 }, pausing({ 'retry-after': '0' })),
  },
  'pause-negative': {
    says: 'come again before',
    tell: on({ ...chats(), altogether: 10 }, pausing({ 'retry-after': '-1' })),
  },
  'pause-past': {
    says: 'come again yesterday',
    tell: on({ ...chats(), altogether: 10 }, pausing({ 'retry-after': new Date(0).toUTCString() })),
  },
  'pause-ms': {
    says: 'come again in milliseconds',
    tell: on({ ...chats(), altogether: 5 }, pausing({ 'retry-after-ms': '800' })),
  },
  'pause-words': {
    says: 'come again soon',
    tell: on({ ...chats(), altogether: 5 }, pausing({ 'retry-after': 'soon' })),
  },
  'pause-year': {
    says: 'come again in a year',
    tell: on({ ...chats(), altogether: 1 }, pausing({ 'retry-after': '31536000' })),
    ...blocks,
  },
  'pause-epoch-503': {
    says: 'come again at a time that is no number of seconds, as a 503',
    tell: on(
      { ...chats(), altogether: 1 },
      pausing({ 'retry-after': `${Math.round(Date.now() / 1000) + 86_400}` }, 503),
    ),
    ...blocks,
  },
  cut: { says: 'connections end, once a request', tell: on({ ...some, ...once }, cut) },
  halfway: {
    says: 'answers break off, once a request',
    tell: on({ ...some, ...once }, async (_, ask) => ({ ...(await ask()), cut: 'halfway' })),
  },
  trickle: { says: 'answers trickle', tell: on(some, async (_, ask) => ({ ...(await ask()), over: 4000 })) },
  'gateway-502': {
    says: 'a gateway is in the way, now and then',
    tell: on({ ...some, ...once }, instead(502, '<html>502</html>', { 'content-type': 'text/html' })),
  },
};

const jobs = /^\/fine_tuning\/jobs$/;
const job = /^\/fine_tuning\/jobs\/[^/]+$/;
const lists = /^\/(?:files|fine_tuning\/jobs(?:\/[^/]+\/events)?)$/;

/** Models, files and jobs of other forms, and lists that do not tell all, or never end. */
const objects: Record<string, Lie> = {
  'models-listed-only': {
    says: 'models are listed, and cannot be looked at',
    tell: on({ path: /^\/models\/./ }, instead(404, { detail: 'Not Found' })),
  },
  'models-unknown': {
    says: 'nothing is said about models',
    tell: on({ path: /^\/models/ }, instead(404, { detail: 'Not Found' })),
  },
  'list-endless': {
    says: 'lists always have more, and ignore where one is',
    tell: on({ method: 'GET', path: lists }, async (call, ask) => {
      const { after } = Object.fromEntries(call.query);
      return after === undefined
        ? await changed((json) => ({ ...json, has_more: true }))(call, ask)
        : instead(200, {
            object: 'list',
            data: [{ id: after, object: 'file', filename: 'x', bytes: 1 }],
            has_more: true,
          })(call, ask);
    }),
  },
  'list-bare': {
    says: 'lists do not say whether there is more',
    tell: on(
      { method: 'GET', path: lists },
      changed(({ data }) => ({ data })),
    ),
  },
  'upload-lost': {
    says: 'the answer to an upload is lost',
    tell: on({ method: 'POST', path: /^\/files$/, altogether: 1 }, cut),
  },
  'upload-lost-in-error': {
    says: 'the answer to an upload is lost, and the file is in error',
    tell: inError(),
  },
  'foreign-jobs': {
    says: 'the answer to a new job is lost, and lists begin with the jobs of others',
    ...foreign(on({ method: 'POST', path: jobs, altogether: 1 }, cut)),
  },
  'foreign-jobs-cancelled': {
    says: 'a run is cancelled whose new job is lost, among the jobs of others',
    ...foreign(on({ method: 'POST', path: jobs, altogether: 1 }, cut)),
    cancelled: true,
    ends: ['cancelled'],
  },
  'create-lost': {
    says: 'the answer to a new job is lost',
    tell: on({ method: 'POST', path: jobs, altogether: 1 }, cut),
  },
  'create-lost-list-late': {
    says: 'the answer to a new job is lost, and the list is late',
    tell: late(2000),
  },
  'metadata-numbers': {
    says: 'metadata comes back as numbers',
    tell: on(
      { path: /^\/fine_tuning\/jobs/ },
      changed((json) => asNumbers(json)),
    ),
  },
  'job-side-fields': {
    says: 'side fields of jobs have other forms',
    tell: on(
      { path: /^\/fine_tuning\/jobs(?:\/[^/]+)?$/ },
      changed((json) => strangeJob(json)),
    ),
  },
  'job-unnamed': {
    says: 'a job has succeeded, and its model is named a little later',
    tell: on({ method: 'GET', path: job }, unnamedFor(3)),
  },
  'job-canceled': {
    says: 'a job is canceled, by one l',
    tell: on(
      { method: 'GET', path: job },
      changed((json) => ({ ...json, status: 'canceled', fine_tuned_model: null })),
    ),
    ends: ['failed'],
  },
  'model-late': {
    says: 'a tuned model is not found for a while',
    tell: on({ ...chats(), altogether: 5 }, async (call, ask) =>
      call.body.includes('"model":"ft:')
        ? await instead(404, error('model_not_found', 'The model does not exist.'))(call, ask)
        : await ask(),
    ),
  },
  'events-odd': {
    says: 'events hold control characters',
    tell: on(
      { path: /events$/ },
      changed((json) => ({
        ...json,
        data: json.data.map((event: object) => ({ ...event, message: '\u001b[2J\u001b]0;t\u0007done' })),
      })),
    ),
  },
};

/** All lies, by name. */
export const lies: Readonly<Record<string, Lie>> = { ...completions, ...refusals, ...objects };

/** Files that are there when the first answer to an upload is lost are of no use. */
function inError(): Teller {
  const losing = on({ method: 'POST', path: /^\/files$/, altogether: 1 }, cut);
  const marking = on(
    { method: 'GET', path: /^\/files$/ },
    changed((json) => ({ ...json, data: json.data.map((file: object) => ({ ...file, status: 'error' })) })),
  );
  return (call, ask) => marking(call, () => losing(call, ask));
}

/** Jobs that go on and are not ours, at the head of every list, whatever metadata is asked for. */
function foreign(tell: Teller): Pick<Lie, 'tell' | 'harm'> {
  const others = [{ run: 'another', generation: '1' }, {}, null].map((metadata, index) => ({
    ...{ object: 'fine_tuning.job', id: `ftjob-foreign-${index}`, model: 'gpt-4o-2024-08-06', status: 'running' },
    ...{ created_at: 4_000_000_000, fine_tuned_model: null, metadata },
  }));
  const adding = on(
    { method: 'GET', path: jobs },
    changed((json, { query }) => ({ ...json, data: query.has('after') ? json.data : [...others, ...json.data] })),
  );
  return forbidden({ path: /ftjob-foreign/ }, 'the job of somebody else was touched', (call, ask) =>
    adding(call, () => tell(call, ask)),
  );
}

function late(ms: number): Teller {
  const born = new Map<string, number>();
  const losing = on({ method: 'POST', path: jobs, altogether: 1 }, cut);
  // biome-ignore lint/suspicious/noExplicitAny: lies have no types
  const ageOf = ({ id }: any) => Date.now() - (born.get(id) ?? born.set(id, Date.now()).get(id) ?? 0);
  const hiding = on(
    { method: 'GET', path: jobs },
    changed((json) => ({ ...json, data: json.data.filter((one: unknown) => ageOf(one) > ms) })),
  );
  return (call, ask) => hiding(call, () => losing(call, ask));
}

function unnamedFor(looks: number): Teller {
  let left = looks;
  return changed((json) => {
    if (json.status !== 'succeeded' || left === 0) return json;
    left -= 1;
    return { ...json, fine_tuned_model: null };
  });
}

// biome-ignore lint/suspicious/noExplicitAny: lies have no types
function asNumbers(json: any): unknown {
  if (Array.isArray(json.data)) return { ...json, data: json.data.map(asNumbers) };
  if (!json.metadata) return json;
  const numbers = Object.entries(json.metadata).map(([name, value]) => [
    name,
    /^\d+$/.test(String(value)) ? Number(value) : value,
  ]);
  return { ...json, metadata: Object.fromEntries(numbers) };
}

// biome-ignore lint/suspicious/noExplicitAny: lies have no types
function strangeJob(json: any): unknown {
  if (Array.isArray(json.data)) return { ...json, data: json.data.map(strangeJob) };
  if (json.object !== 'fine_tuning.job') return json;
  const { hyperparameters: _, result_files: __, ...rest } = json;
  return {
    ...rest,
    error: '',
    trained_tokens: 'many',
    created_at: `${json.created_at}`,
    integrations: null,
    method: null,
  };
}
