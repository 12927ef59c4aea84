import { ApiError } from '../../api-error.ts';

/** What the parameters of a completion are called in a request for a response. */
const NAMES: Readonly<Record<string, string>> = {
  messages: 'input',
  response_format: 'text.format',
  reasoning_effort: 'reasoning.effort',
  max_completion_tokens: 'max_output_tokens',
};
const FIXED = /^Unsupported value: '(temperature)' does not support/;

/** Runs work on a completion; what it refuses is said in the words of the Responses API. */
export async function inWordsOfResponses<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof ApiError ? reworded(error) : error;
  }
}

function reworded(error: ApiError): ApiError {
  const { param, type, code } = error.body.error;
  const name = (param !== null && NAMES[param]) || param;
  const fixed = FIXED.exec(error.message)?.[1];
  const message = fixed
    ? `Unsupported parameter: '${fixed}' is not supported with this model.`
    : error.message.replaceAll(`'${param}'`, `'${name}'`);
  const details = { status: error.status, headers: error.headers, type, param: name };
  return new ApiError(message, { ...details, code: fixed ? 'unsupported_parameter' : code });
}
