/** What is asked of a run or a store does not fit what is there: no such run, one not far enough, other data, a missing key. */
export class RunError extends Error {
  override name = 'RunError';
}
