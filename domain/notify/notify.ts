/** Of what somebody may be told. */
export type NotifyEvent = 'done' | 'worse' | 'blocked' | 'failed';

/** Whom to tell of what, by names of variables: addresses and secrets stand in a worker's environment and nowhere else. */
export interface Notify {
  webhook: string;
  secret?: string | undefined;
  on: readonly NotifyEvent[];
}
