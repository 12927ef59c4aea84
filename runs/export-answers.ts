import { type Capture, openTally, outcomeOfCapture } from '../domain/capture/capture.ts';
import { capturedCsvHeader, capturedCsvLine, capturedJsonLine } from '../domain/capture/capture-files.ts';
import type { CapturedAnswer } from '../domain/capture/captured-answer.ts';
import { splitOf } from '../domain/capture/captured-answer-of.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { type AskedRun, type CapturedSample, capturedSamples, factsOf, whoWasAsked } from './captured-answers.ts';

/** Writes a file whole, under its name, while its content is read. */
export type WriteFile = (
  name: string,
  mediaType: string,
  content: AsyncIterable<string>,
) => Promise<{ sha256: string; bytes: number }>;

/** Writes what is recorded of a run as `answers.jsonl` and `answers.csv`; tells what they hold. `tick` hears of each sample. */
export async function exportAnswers(
  store: ArtifactStore,
  asked: AskedRun,
  write: WriteFile,
  tick: () => void = () => undefined,
): Promise<Capture> {
  const { run, spec, plan, dataset } = asked;
  const who = await whoWasAsked(store, asked);
  const tally = openTally(who.map(factsOf));
  const samples: Record<string, number> = {};
  let rows = 0;

  function count({ sample, asked }: CapturedSample): void {
    tick();
    samples[splitOf(sample)] = (samples[splitOf(sample)] ?? 0) + 1;
    for (const { candidate, answer } of asked) {
      tally.add(candidate, answer);
      if (answer) rows += 1;
    }
  }

  const all = () => capturedSamples(store, asked, who);
  const jsonl = await write('answers.jsonl', 'application/jsonl', linesOf(all(), capturedJsonLine, count));
  const csv = await write('answers.csv', 'text/csv', withHeader(linesOf(all(), capturedCsvLine, tick)));
  const candidates = tally.result();
  return {
    run: run.runId,
    name: plan.name,
    outcome: outcomeOfCapture(candidates, spec.limits, run.limit !== undefined),
    dataset: { fingerprint: dataset.fingerprint, samples },
    repeats: plan.repeats,
    prompt: spec.prompt,
    candidates,
    files: [
      { name: 'answers.jsonl', sha256: jsonl.sha256, bytes: jsonl.bytes, rows },
      { name: 'answers.csv', sha256: csv.sha256, bytes: csv.bytes, rows },
    ],
  };
}

async function* linesOf(
  samples: AsyncIterable<CapturedSample>,
  lineOf: (answer: CapturedAnswer) => string,
  see: (sample: CapturedSample) => void,
): AsyncGenerator<string> {
  for await (const sample of samples) {
    see(sample);
    const lines = sample.asked.flatMap(({ answer }) => (answer ? [lineOf(answer)] : []));
    if (lines.length > 0) yield lines.join('');
  }
}

async function* withHeader(lines: AsyncIterable<string>): AsyncGenerator<string> {
  yield capturedCsvHeader();
  yield* lines;
}
