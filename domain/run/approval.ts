/** An estimate that a person is asked to approve. */
export interface AskedApproval {
  /** The sha256 of the estimate as it is stored: what is approved is this one and no other. */
  estimate: string;
  /** What it says, in lines that are short enough for a terminal that is narrow. */
  lines: string[];
  /** In what it is higher than what was approved before; empty when nothing was. */
  risen: string[];
}

/** What the update `approve` says. */
export interface Approved {
  /** Of the estimate that was looked at. */
  estimate: string;
  /** Who says so; it is recorded, and not proven. */
  by: string;
}

/** What the update `reject` says. */
export interface Rejected {
  reason: string;
  by?: string;
}

/** What a person has decided about an estimate. */
export type Decision = ({ approved: true } & Approved) | ({ approved: false; estimate: string } & Rejected);
