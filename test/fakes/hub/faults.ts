/** What goes wrong with one response. */
export type Fault =
  | { status: number; headers?: Record<string, string> }
  /** The connection breaks after so many bytes of the body. */
  | { cutAfter: number }
  /** The body ends well after so many bytes, although more was promised. */
  | { endAfter: number }
  /** A byte of the body is another one. */
  | { flip: number }
  | { redirectTo: string }
  | { header: Record<string, string> }
  /** All of the file comes whatever range was asked for. */
  | { ignoreRange: true }
  /** So many bytes come, and then nothing. */
  | { stallAfter: number }
  /** Bytes that come each 10 ms. */
  | { pace: number };

/** Where a fault is inflicted: on what describes data sets, on where their files are, or on the files themselves. */
export type Place = 'api' | 'resolve' | 'cdn';

/** Faults in the order in which they will be met. */
export function createFaults() {
  const waiting: Record<Place, Fault[]> = { api: [], resolve: [], cdn: [] };
  return {
    inflict(place: Place, fault: Fault, times = 1): void {
      for (let time = 0; time < times; time++) waiting[place].push(fault);
    },
    next: (place: Place): Fault | undefined => waiting[place].shift(),
    clear(): void {
      for (const faults of Object.values(waiting)) faults.length = 0;
    },
  };
}
