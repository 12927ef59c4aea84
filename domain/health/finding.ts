/** What was found of one thing that runs need: in order, to be mended (then `says` tells how), or not known. */
export interface Finding {
  what: string;
  state: 'ok' | 'mend' | 'unknown';
  says: string;
}

/** Something is in order. */
export const ok = (what: string, says: string): Finding => ({ what, state: 'ok', says });
/** Something has to be mended; `says` ends with what to do. */
export const mend = (what: string, says: string): Finding => ({ what, state: 'mend', says });
/** Nobody can tell. */
export const unknown = (what: string, says: string): Finding => ({ what, state: 'unknown', says });
