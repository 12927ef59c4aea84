import type { Stop } from '../../providers/stop.ts';

/** Work that is not told to stop. */
export const never: Stop = { aborted: false, signal: new AbortController().signal };
