import { openAudit } from '../../domain/audit/audit.ts';
import type { Dataset } from '../../domain/data/dataset.ts';
import type { Sample } from '../../domain/data/sample.ts';
import type { Graders } from '../../domain/grading/graded-sample.ts';
import { specGradersOf } from '../../domain/grading/graders/spec-graders.ts';
import { createDoubts } from '../../domain/grading/judge-against-rules.ts';
import { createMeter } from '../../domain/measuring/metrics.ts';
import type { SentParameters } from '../../domain/models/parameters-sent.ts';
import { assembleReport } from '../../domain/report/assemble.ts';
import { createGallery } from '../../domain/report/chosen/examples.ts';
import type { Execution, Report } from '../../domain/report/report-schema.ts';
import type { RunSpec } from '../../domain/spec/run-spec.ts';
import type { TakenAnswers } from '../../domain/stored/origin.ts';
import { gradedSamples, outcomesOf, sampleOf, specOf } from './samples.ts';

const dataset: Dataset = {
  fingerprint: 'f'.repeat(64),
  sources: [{ path: 'covers/test.parquet', split: 'test', bytes: 1000, sha256: 'a'.repeat(64) }],
  counts: { test: { sourceImages: 60, images: 40, rows: 40, rowsLeftOut: { 'empty answer': 2 } } },
  samples: { rows: 40, pageRows: 1000, pages: [] },
  imageList: { key: 'looks/images.txt', sha256: 'b'.repeat(64), bytes: 680, mediaType: 'text/plain' },
  examples: [],
  audit: { sharedImages: { examples: { samples: 0, images: 0, shown: [] } } },
};

const execution: Execution = {
  run: 'run-1',
  revision: 1,
  finishedAt: '2026-11-24T12:00:00.000Z',
  calls: [],
  machine: 'm',
  looks: { images: 40, times: 0, runs: 0, candidates: 0, latest: [] },
};

/** What a report of made-up answers is made from. */
export interface MadeReport {
  /** Marks as {@link outcomesOf} reads them, or whole outcomes. */
  answers?: Parameters<typeof gradedSamples>[1];
  own?: (row: number) => Partial<Sample>;
  spec?: RunSpec;
  isTrial?: boolean;
  audit?: Dataset['audit'];
  ratings?: Graders['ratings'];
  parameters?: ReadonlyMap<string, SentParameters>;
  taken?: ReadonlyMap<string, TakenAnswers>;
}

const thirtyBetter = { base: outcomesOf('-'.repeat(40)), tuned: outcomesOf('+'.repeat(30).padEnd(40, '-')) };

/** A report on forty samples, of which `tuned` has thirty right and `base` none, unless told otherwise. */
export function reportOf({
  answers = thirtyBetter,
  own = () => ({}),
  spec = specOf(),
  isTrial = false,
  audit: data = dataset.audit,
  ratings,
  parameters = new Map(),
  taken = new Map(),
}: MadeReport = {}): Report {
  const count = Math.max(...Object.values(answers).map(({ length }) => length));
  const samples = Array.from({ length: count }, (_, row) => sampleOf(row, own(row)));
  const trivial = { byQuestion: {}, otherwise: 'right' };
  const meter = createMeter(spec);
  const gallery = createGallery(spec);
  const graders = specGradersOf(spec);
  const doubts = spec.judge && createDoubts(spec.judge);
  const all = gradedSamples(samples, answers, { trivial, judge: spec.judge, ratings, graders });
  for (const graded of all) {
    meter.add(graded);
    gallery.add(graded);
    doubts?.add(graded);
  }
  const metrics = meter.result();
  const audit = openAudit(spec, metrics, data);
  for (const graded of all) audit.add(graded);
  const rated = new Map([['the judge', { rated: ratings?.size ?? 0, failed: 0, reasons: [] }]]);
  const parts = {
    spec,
    parameters,
    taken,
    isTrial,
    dataset,
    metrics,
    ratings: rated,
    gallery,
    doubts,
    audit,
    execution,
  };
  return assembleReport({ ...parts, version: '0.1.0' });
}
