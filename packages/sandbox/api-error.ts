/** What went wrong, in the error shape of the API: `{ error: { message, type, param, code } }`. */
export interface ErrorBody {
  error: { message: string; type: string; param: string | null; code: string | null };
}

interface ErrorDetails {
  status?: number;
  type?: string;
  param?: string | null;
  code?: string | null;
  headers?: Record<string, string>;
}

/** A request that is answered by an error of the API; anything else that is thrown becomes a 500. */
export class ApiError extends Error {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: ErrorBody;

  constructor(message: string, details: ErrorDetails = {}) {
    super(message);
    this.name = 'ApiError';
    this.status = details.status ?? 400;
    this.headers = details.headers ?? {};
    const { type = 'invalid_request_error', param = null, code = null } = details;
    this.body = { error: { message, type, param, code } };
  }
}

/** A 400 that names the parameter at fault. */
export const invalid = (message: string, param: string | null, code: string | null = null): ApiError =>
  new ApiError(message, { param, code });

/** The 404 of an object that is not there. */
export const notFound = (what: string, id: string, param = 'id', code: string | null = null): ApiError =>
  new ApiError(`No such ${what}: ${id}`, { status: 404, param, code });

/** The 404 of a model that does not exist, as chat completions answer it. */
export const modelNotFound = (model: string): ApiError =>
  new ApiError(`The model \`${model}\` does not exist or you do not have access to it.`, {
    status: 404,
    param: 'model',
    code: 'model_not_found',
  });
