import type { Control } from '../control.ts';

/** Counts the chat calls that were sent and whose answer is not on disk, where it can be read when this process is dead. */
export interface InFlight {
  add(calls: number): void;
}

export function createInFlight(control: Control): InFlight {
  let calls = 0;
  control.setInFlight(calls);
  return {
    add(more) {
      calls += more;
      control.setInFlight(calls);
    },
  };
}
