import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { APIConnectionError, APIConnectionTimeoutError, APIError } from 'openai';
import { classify } from '../../providers/classify.ts';
import { createCleaner } from '../../providers/cleaner.ts';

afterEach(() => {
  jest.useRealTimers();
});

const response = (status: number, error: object | string, headers: Record<string, string> = {}) =>
  APIError.generate(status, { error }, undefined, new Headers({ 'x-request-id': 'req_1', ...headers }));

describe('classify', () => {
  it.each([
    ['request timeout', 408, {}, 'retry'],
    ['conflict', 409, {}, 'retry'],
    ['server error', 500, {}, 'retry'],
    ['overload', 503, { code: 'server_is_overloaded' }, 'retry'],
    ['rate limit', 429, { code: 'rate_limit_exceeded' }, 'throttled'],
    ['rate limit without a code', 429, {}, 'throttled'],
    ['spent quota', 429, { code: 'insufficient_quota' }, 'blocked'],
    ['spent quota by type only', 429, { code: 'credit_balance', type: 'insufficient_quota' }, 'blocked'],
    ['spend limit', 429, { code: 'organization_spend_limit_exceeded' }, 'blocked'],
    ['wrong key', 401, { code: 'invalid_api_key' }, 'blocked'],
    ['no permission', 403, {}, 'blocked'],
    [
      'request larger than the limit',
      429,
      { message: 'Request too large for gpt-4o on TPM: Limit 30000, Requested 31000.' },
      'failed',
    ],
    ['content policy', 400, { code: 'content_policy_violation' }, 'refused'],
    ['bad image', 400, { code: 'invalid_image_format' }, 'failed'],
    ['other bad request', 400, {}, 'failed'],
    ['too large a body', 413, {}, 'failed'],
    ['a balance that is spent', 402, {}, 'blocked'],
    ['a balance that is spent, as a bad request', 400, { code: 'Arrearage' }, 'blocked'],
    ['a balance that is spent, in words only', 400, { message: 'Your credit balance is too low to go on.' }, 'blocked'],
    ['a balance that is spent, as a 403', 403, { type: 'insufficient_balance_error' }, 'blocked'],
    [
      'limits that are reached, as a bad request',
      400,
      { message: 'You have reached your specified API usage limits.' },
      'blocked',
    ],
    [
      'a spending limit, by any status',
      412,
      { message: 'Suspended, possibly due to reaching the monthly spending limit.' },
      'blocked',
    ],
    ['credits that are used up', 429, { message: 'Your team has used all available credits.' }, 'blocked'],
    ['credits that are missing', 422, { message: 'You do not have enough credits.' }, 'blocked'],
    ['a budget of a gateway', 400, { detail: 'Budget has been exceeded! Current cost: 10, max budget: 5' }, 'blocked'],
    ['a bill in Chinese', 429, { code: '1113', message: '您的账户已欠费，请充值后重试。' }, 'blocked'],
    ['a limit of a minute that speaks of usage', 429, { message: 'Usage limit of 60 requests a minute.' }, 'throttled'],
    [
      'a limit of a minute that tells where to pay for more',
      429,
      {
        code: 'rate_limit_exceeded',
        message: 'Limit 3, used 3. Add a payment method at https://platform.openai.com/account/billing.',
      },
      'throttled',
    ],
    [
      'the same without a code',
      429,
      { message: 'Rate limit reached: limit 3. Add a payment method at https://host/account/billing.' },
      'throttled',
    ],
    ['a key, as a bad request', 400, { message: 'API key not valid. Please pass a valid API key.' }, 'blocked'],
    ['a key, by its code', 400, { code: 'invalid_api_key' }, 'blocked'],
    ['a key in a list of errors', 400, { errors: [{ code: 10000, type: 'authentication_error' }] }, 'blocked'],
    ['a filter that is out of order', 503, { code: 'moderation_unavailable' }, 'retry'],
    ['a filter that failed', 500, { code: 'content_filter_error' }, 'retry'],
    ['a filter behind a gateway that cannot say 4xx', 500, { code: 'content_policy_violation' }, 'refused'],
    ['a client that was thought to be gone', 499, {}, 'retry'],
    ['a payment that is due', 429, { code: 'payment_required' }, 'blocked'],
    ['a limit of a minute that is called a quota', 429, { code: 'Throttling.AllocationQuota' }, 'throttled'],
    ['a limit of a minute told as a quota', 429, { message: 'You exceeded your current quota.' }, 'throttled'],
    ['a limit of usage, by any status', 412, { message: 'Usage limits exceeded for this key' }, 'blocked'],
    ['an organisation that is turned off', 400, { code: 'organization_restricted' }, 'blocked'],
    ['the same in words', 400, { message: 'Organization has been restricted. Please reach out.' }, 'blocked'],
    ['an account that is closed', 422, { message: 'This account has been deactivated.' }, 'blocked'],
    ['a project that is merely named', 400, { message: 'Unknown field "project".' }, 'failed'],
    ['a load balancer out of order', 503, { code: 'load_balancer_error' }, 'retry'],
    ['an account that is suspended', 403, { code: 'account_suspended' }, 'blocked'],
    ['data inspection', 400, { code: 'data_inspection_failed' }, 'refused'],
    ['data inspection in another spelling', 400, { code: 'DataInspectionFailed' }, 'refused'],
    ['sensitive words', 400, { code: 'sensitive_words_detected' }, 'refused'],
    ['responsible AI', 400, { innererror: { code: 'ResponsibleAIPolicyViolation' } }, 'refused'],
    ['a filter as 422', 422, { type: 'content_policy_violation_error' }, 'refused'],
    ['a filter as 403', 403, { code: 'content_filter' }, 'refused'],
    ['a safety check told as a text', 403, 'Content violates usage guidelines. Failed check: SAFETY_CHECK', 'refused'],
    ['a moderation that gives reasons', 403, { message: 'no', metadata: { reasons: ['violence'] } }, 'refused'],
    ['a guardrail in words', 400, { message: 'The request was blocked by guardrail policy.' }, 'refused'],
    ['a risk in words', 400, { message: 'Content Exists Risk', code: 'invalid_request_error' }, 'refused'],
    ['a high risk', 400, { message: 'The request was rejected because it was considered high risk' }, 'refused'],
    ['a filter that speaks in codes', 400, { message: 'PROHIBITED_CONTENT' }, 'refused'],
    ['a filter that speaks in numbers', 422, { code: 1026, message: 'input new_sensitive' }, 'refused'],
    ['a filter in Chinese', 400, { code: '1301', message: '可能包含不安全或敏感内容' }, 'refused'],
    ['what is case-sensitive', 400, { message: 'The field "model" is case-sensitive.' }, 'failed'],
    ['a redirect', 307, {}, 'blocked'],
    ['what a server does not have', 501, {}, 'failed'],
    ['a model that is gone', 410, {}, 'missing'],
    ['an unknown model as a bad request', 400, { code: 'model_not_found' }, 'missing'],
    ['unknown model', 404, { code: 'model_not_found' }, 'missing'],
  ])('takes %s for what it is', (_, status, error, action) => {
    expect(classify(response(status, error))).toMatchObject({ action });
  });

  it.each([
    ['a key without permission', { code: 'forbidden' }, 'failed'],
    ['a firewall', { message: 'Blocked by the firewall.' }, 'refused'],
  ])('leaves it to the other answers whose fault a 403 is: %s', (_, error, otherwise) => {
    expect(classify(response(403, error))).toMatchObject({ action: 'blocked', otherwise });
  });

  it.each([
    ['a balance that is low', { message: 'Your balance is too low to perform this request' }],
    ['a balance told as a reason', { code: 403, reason: 'NOT_ENOUGH_BALANCE', message: 'no' }],
    ['an account that is suspended', { code: 403, message: 'Your account is temporarily suspended.' }],
  ])('asks no other answer about a 403 that names the account: %s', (_, error) => {
    expect(classify(response(403, error))).toMatchObject({ action: 'blocked' });
    expect(classify(response(403, error))).not.toHaveProperty('otherwise');
  });

  it('reads no reason in a text that we have sent', () => {
    const sent = ['What does the moderation say about a payment required?'];
    const error = { message: `Invalid prompt: "${sent[0]}"` };
    expect(classify(response(400, error), { cleaner: createCleaner(), sent })).toMatchObject({ action: 'failed' });
  });

  const now = Date.parse('2026-11-28T00:00:00Z');
  const at = (milliseconds: number) => new Date(now + milliseconds).toUTCString();

  it.each([
    [{ 'retry-after': '7' }, 7000],
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after': '-1' }, 0],
    [{ 'retry-after': at(-5000) }, 0],
    [{ 'retry-after': at(5000) }, 5000],
    [{ 'retry-after': String(now / 1000 + 9) }, 9000],
    [{ 'retry-after': String(now + 9000) }, 9000],
    [{ 'retry-after': at(3_605_000), date: at(3_600_000) }, 5000],
    [{ 'retry-after': at(-3_595_000), date: at(-3_600_000) }, 5000],
    [{ 'retry-after': String(now / 1000 + 3609), date: at(3_600_000) }, 9000],
    [{ 'retry-after': at(5000), date: 'today' }, 5000],
    [{ 'retry-after-ms': '1200' }, 1200],
    [{ 'retry-after-ms': '1200', 'retry-after': '7' }, 1200],
    [{ 'retry-after-ms': 'soon', 'retry-after': '7' }, 7000],
    [{ 'retry-after': 'soon' }, undefined],
    [{}, undefined],
  ])('keeps the wait that the provider named, in milliseconds: %j', (headers, waitMilliseconds) => {
    jest.useFakeTimers({ now });
    for (const [status, action] of [
      [429, 'throttled'],
      [503, 'retry'],
    ] as const) {
      const problem = classify(response(status, {}, headers));
      expect(problem).toMatchObject({ action });
      expect(problem?.waitMilliseconds).toBe(waitMilliseconds);
    }
  });

  it.each([
    ['a day', '86400', now + 86_400_000],
    ['a date', at(3_600_000), now + 3_600_000],
    ['a time instead of a duration', String(now / 1000 + 700), now + 700_000],
    ['more than there is', '1e300', now + 366 * 86_400_000],
  ])('is blocked, with its end, by a wait that is too long to be waited for unseen: %s', (_, value, until) => {
    jest.useFakeTimers({ now });
    for (const status of [429, 503]) {
      const problem = classify(response(status, {}, { 'retry-after': value }));
      expect(problem).toMatchObject({ action: 'blocked', until });
      expect(problem).not.toHaveProperty('waitMilliseconds');
    }
    expect(classify(response(400, {}, { 'retry-after': value }))).toMatchObject({ action: 'failed' });
  });

  it('takes a lost connection and a timeout for passing, and says which', () => {
    const cause = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
    expect(classify(new APIConnectionError({ cause }))).toMatchObject({
      action: 'retry',
      message: 'no connection (ECONNREFUSED)',
    });
    expect(classify(new APIConnectionTimeoutError())).toMatchObject({ action: 'retry', code: 'timeout' });
  });

  it('lets our own mistakes through', () => {
    expect(classify(new TypeError('undefined is not a function'))).toBeUndefined();
  });

  it('keeps the request id apart, so that the same failure has the same words', () => {
    expect(classify(response(400, {}))).toEqual({
      action: 'failed',
      code: '400',
      status: 400,
      message: 'HTTP 400',
      requestId: 'req_1',
    });
  });

  it('keeps what the provider said apart from what may be told anywhere', () => {
    const problem = classify(response(400, { code: 'bad', type: 'invalid_request_error', message: 'No such\nfield' }));
    expect(problem).toMatchObject({ message: 'HTTP 400, code bad, type invalid_request_error', said: 'No such field' });
  });

  it('cuts our keys from all that the provider says, and leaves out what is no code', () => {
    const secret = 'sk-very-secret';
    const error = { code: `bad ${secret}`, type: secret, param: 'x'.repeat(5_000_000), message: `the key ${secret}` };
    const problem = classify(response(401, error, { 'x-request-id': secret }), { cleaner: createCleaner([secret]) });
    expect(problem).toEqual({
      action: 'blocked',
      code: '401',
      status: 401,
      message: 'HTTP 401',
      said: 'the key [key]',
    });
  });
});

describe('a body that is turned down for one of its fields', () => {
  const detail = [
    {
      type: 'extra_forbidden',
      loc: ['body', 'max_completion_tokens'],
      msg: 'Extra inputs are not permitted',
      input: 300,
    },
  ];

  it.each<[string, object]>([
    ['FastAPI', { detail }],
    ['Mistral', { object: 'error', message: { detail }, type: 'invalid_request_error', param: null, code: null }],
  ])('tells which one it was, as %s says it', (_, body) => {
    expect(classify(response(422, body))).toMatchObject({
      action: 'failed',
      param: 'max_completion_tokens',
      said: 'Extra inputs are not permitted',
    });
  });
});
