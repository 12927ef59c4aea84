import {
  captureContradictions,
  captureSpec,
  isOnlyCaptured,
  splitsToCapture,
} from '../../domain/capture/capture-spec.ts';
import type { Split } from '../../domain/data/sample.ts';
import type { RunSpec } from '../../domain/spec/run-spec.ts';
import { findContradictions } from '../../domain/spec/spec-checks.ts';
import { loadSpec } from '../program/spec-file.ts';

/** A spec that somebody looks at before it is carried out. */
export interface SpecToLookAt {
  /** As it is in its file, complete. */
  spec: RunSpec;
  /** What will be carried out of it: all, or what a capture uses. */
  carriedOut: RunSpec;
  /** The splits of a capture; absent of a run. */
  captures?: Split[];
}

/** Reads a spec as the run that it can become, or as the capture where nothing in its data can be measured. Throws a `SpecError`. */
export async function loadSpecToLookAt(file: string): Promise<SpecToLookAt> {
  const spec = await loadSpec(file, (spec) =>
    (isOnlyCaptured(spec) ? captureContradictions : findContradictions)(spec),
  );
  if (!isOnlyCaptured(spec)) return { spec, carriedOut: spec };
  return { spec, carriedOut: captureSpec(spec), captures: splitsToCapture(spec) };
}
