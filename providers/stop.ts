/** Work was told to stop before this call was made. */
export class Stopped extends Error {
  override name = 'Stopped';
}

/** Tells work to stop. */
export interface Stop {
  /** True once no further call may begin; looked at right before each. */
  readonly aborted: boolean;
  /** Resolves once what a further call would tell can be kept; waited for right before each. */
  ready?(): Promise<void>;
  /** Wakes those who wait. */
  readonly signal: AbortSignal;
}
