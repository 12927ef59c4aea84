/**
 * What went wrong with a call, as something one can act on.
 * retry: the same call may succeed later · throttled: it will, when asked less often · blocked: a person must mend
 * something · refused: the content was · failed: this one call never succeeds · missing: the model or object is unknown.
 */
export interface Problem {
  action: 'retry' | 'throttled' | 'blocked' | 'refused' | 'failed' | 'missing';
  /** What a blocked call is when its model serves others meanwhile: then the fault lies in what was sent. */
  otherwise?: 'refused' | 'failed';
  /** Nothing of the call has reached the provider. */
  unsent?: true;
  /** One line of status, code, type and param, the same whenever it happens: no body, prompt, key or request id. */
  message: string;
  /** The provider's code, or the HTTP status. */
  code: string;
  /** Of the HTTP response; absent when there was none. */
  status?: number;
  /** The parameter that the provider says it is about. */
  param?: string;
  /** The provider's sentence: one line of at most 200 characters, without keys. For store and log, never for history. */
  said?: string;
  /** The least time to wait, in milliseconds, when the provider named one. */
  waitMilliseconds?: number;
  /** When a long pause ends, in milliseconds since 1970. */
  until?: number;
  requestId?: string;
}
