/** A run that is not in the store, or not far enough for what is asked of it; the message says which and what to do. */
export class RunError extends Error {
  override name = 'RunError';
}
