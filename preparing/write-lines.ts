import { marksOf } from '../domain/audit/leakage.ts';
import type { SplitCounts } from '../domain/data/dataset.ts';
import type { Row } from '../domain/data/sample.ts';
import { openTextSet, type TextSet } from '../domain/data/text-map.ts';
import { type Known, trainingChoice } from '../domain/data/training.ts';
import type { ArtifactRef } from '../domain/run/artifact.ts';
import { trainingRulesOf } from '../domain/spec/provider-kinds.ts';
import { brokenFileRules, planFile } from '../domain/spec/provider-rules.ts';
import type { RunSpec } from '../domain/spec/run-spec.ts';
import { lineTokens } from '../domain/tokens/line-tokens.ts';
import { keys } from '../runs/keys.ts';
import type { DataSource } from '../sources/source.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import type { PreparedSplit } from './prepared-split.ts';
import { refuseFile } from './refusals.ts';
import { copied, openStretches, type Stretch } from './stretches.ts';
import { linesOf } from './training-file.ts';

/** A split whose lines are in a file to upload. */
export interface WrittenSplit {
  file: ArtifactRef;
  counts: SplitCounts;
  /** Marks of the rows of validation that have a line. */
  marks: TextSet;
}

interface Writing {
  spec: RunSpec;
  source: DataSource;
  store: ArtifactStore;
  folder: string;
}

/** Writes and counts the lines of a split that may be trained on. */
export async function writeLines(
  prepared: PreparedSplit,
  known: Omit<Known, 'keepLeakyLines'>,
  { spec, source, store, folder }: Writing,
): Promise<WrittenSplit> {
  const split = prepared.split === 'train' ? 'train' : 'validation';
  const plan = await planLines(split, prepared, known, spec);
  refuseFile(split, plan.broken);
  const content =
    plan.stretches.length > 0
      ? copied(source, plan.stretches)
      : linesOf(store, { prompt: spec.prompt, examples: known.examples, rows: plan.rows(), withAnswers: true });
  const key = keys.trainingFileIn(folder, split);
  const file = await store.publish({ key, mediaType: 'application/jsonl', content });
  refuseFile(split, brokenFileRules(`${split}.jsonl`, file.bytes, trainingRulesOf(spec)));
  const { counts, estimatedTokens, marks } = plan;
  return { file, counts: { ...prepared.counts, ...counts, bytes: file.bytes, estimatedTokens }, marks };
}

interface LinesPlan {
  /** What the file would break. */
  broken: string[];
  /** Where its lines lie, if they go through unchanged. */
  stretches: readonly Stretch[];
  /** The rows of its lines. */
  rows(): AsyncIterable<readonly Row[]>;
  marks: TextSet;
  counts: Pick<SplitCounts, 'lines' | 'linesLeftOut' | 'linesWithMetadata'>;
  estimatedTokens: number;
}

/** Looks through the rows before a line is written: a file that would be refused may be larger than the disk. */
async function planLines(
  split: 'train' | 'validation',
  prepared: PreparedSplit,
  known: Omit<Known, 'keepLeakyLines'>,
  spec: RunSpec,
): Promise<LinesPlan> {
  const leakOf = trainingChoice(split, { ...known, keepLeakyLines: spec.fineTune?.keepLeakyLines ?? false });
  const tokensOf = lineTokens(spec.prompt, known.examples, spec.fineTune?.model);
  const file = planFile(split, known.examples, trainingRulesOf(spec));
  const [stretches, marks, isLeftOut] = [openStretches(), openTextSet(), new Uint8Array(prepared.counts.rows)];
  const linesLeftOut: Record<string, number> = {};
  let [lines, estimatedTokens, linesWithMetadata] = [0, 0, 0];

  function add(row: Row): void {
    lines += 1;
    file.add(row);
    estimatedTokens += tokensOf(row);
    if (split === 'validation') for (const mark of marksOf(row)) marks.add(mark);
    if (row.line) stretches.add(row.line);
    if (row.line?.holdsMetadata) linesWithMetadata += 1;
  }

  function leaveOut(row: Row, leak: string): void {
    isLeftOut[row.row] = 1;
    linesLeftOut[leak] = (linesLeftOut[leak] ?? 0) + 1;
  }

  for await (const some of prepared.rows()) {
    for (const row of some) {
      const leak = leakOf(row);
      if (leak === undefined) add(row);
      else leaveOut(row, leak);
    }
  }
  return {
    broken: file.broken(),
    stretches: stretches.all(),
    async *rows() {
      for await (const some of prepared.rows()) yield some.filter(({ row }) => isLeftOut[row] === 0);
    },
    marks,
    counts: { lines, linesLeftOut, ...(linesWithMetadata > 0 && { linesWithMetadata }) },
    estimatedTokens,
  };
}
