/** What a work took. */
export interface Measured {
  rowsPerSecond: number;
  /** Of all threads. */
  processorSeconds: number;
  peakMegabytes: number;
}

/** Times a work in this process, and prints what it took. */
export async function printMeasured(work: () => Promise<number>): Promise<void> {
  const begun = performance.now();
  const rows = await work();
  const rowsPerSecond = (1000 * rows) / (performance.now() - begun);
  const { user, system } = process.cpuUsage();
  const processorSeconds = (user + system) / 1e6;
  const peakMegabytes = Math.round(process.resourceUsage().maxRSS / 1000);
  console.log(JSON.stringify({ rowsPerSecond, processorSeconds, peakMegabytes } satisfies Measured));
}
