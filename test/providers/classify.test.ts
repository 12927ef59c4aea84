import { describe, expect, it } from '@jest/globals';
import { APIConnectionError, APIConnectionTimeoutError, APIError } from 'openai';
import { classify } from '../../providers/classify.ts';

const response = (status: number, error: object, headers: Record<string, string> = {}) =>
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
    ['unknown model', 404, { code: 'model_not_found' }, 'missing'],
  ])('takes %s for what it is', (_, status, error, action) => {
    expect(classify(response(status, error))).toMatchObject({ action });
  });

  it('keeps the wait that the provider named, in milliseconds', () => {
    expect(classify(response(429, {}, { 'retry-after': '7' }))).toMatchObject({ waitMilliseconds: 7000 });
    expect(classify(response(500, {}))).not.toHaveProperty('waitMilliseconds');
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
      message: 'HTTP 400',
      requestId: 'req_1',
    });
  });

  it('repeats no text of the provider, which may quote a prompt or a key', () => {
    const problem = classify(response(400, { code: 'bad', type: 'invalid_request_error', message: 'secret sk-123' }));
    expect(problem?.message).toBe('HTTP 400, code bad, type invalid_request_error');
  });
});
