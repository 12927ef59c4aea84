/** One way of asking, in one round. */
export interface Figures {
  /** Calls a second. */
  rate: number;
  /** Processor time of the asking process a call, in milliseconds. */
  cpu: number;
}

/** A body, a latency and a number of calls in flight, with what was measured, round by round. */
export interface Measured {
  body: string;
  kB: number;
  delay: number;
  inFlight: number;
  rounds: { bare: Figures; ours: Figures & { wholeCpu: number; peak: number } }[];
  others: Record<string, Figures[]>;
}

/** The figures as a Markdown table of medians, with the least ratio beside its median. */
export function tableOf(measured: readonly Measured[]): string {
  const head = ['body', 'answers after', 'in flight', 'bare, calls/s', 'Tempera', 'ratio (least)'];
  const more = [
    'bare, ms CPU a call',
    'Tempera asking',
    'ratio',
    'the whole run',
    'worker peak, MB',
    'others, calls/s',
  ];
  const rows = measured.map(rowOf);
  return [[...head, ...more], [...head, ...more].map(() => '---'), ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');
}

function rowOf({ body, kB, delay, inFlight, rounds, others }: Measured): string[] {
  const of = (figure: (round: Measured['rounds'][number]) => number) => medianOf(rounds.map(figure));
  const ratios = rounds.map(({ bare, ours }) => ours.rate / bare.rate);
  const told = Object.entries(others).map(
    ([name, figures]) => `${name} ${medianOf(figures.map(({ rate }) => rate)).toFixed(0)}`,
  );
  return [
    `${body} (${kB} kB)`,
    `${delay} ms`,
    `${inFlight}`,
    of(({ bare }) => bare.rate).toFixed(1),
    of(({ ours }) => ours.rate).toFixed(1),
    `${medianOf(ratios).toFixed(3)} (${Math.min(...ratios).toFixed(3)})`,
    of(({ bare }) => bare.cpu).toFixed(2),
    of(({ ours }) => ours.cpu).toFixed(2),
    of(({ bare, ours }) => ours.cpu / bare.cpu).toFixed(2),
    of(({ ours }) => ours.wholeCpu).toFixed(2),
    `${Math.max(...rounds.map(({ ours }) => ours.peak))}`,
    told.join(', ') || '—',
  ];
}

export function medianOf(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return ((sorted[Math.floor((sorted.length - 1) / 2)] ?? 0) + (sorted[Math.floor(sorted.length / 2)] ?? 0)) / 2;
}
