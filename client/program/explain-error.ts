import { isGrpcServiceError } from '@temporalio/client';
import { CodecError } from '../../codec/payload-codec.ts';
import { Undecided } from '../../domain/proposal/undecided.ts';
import { RunError } from '../../runs/run-error.ts';
import { InputError } from '../../sources/source.ts';
import { ArtifactError } from '../../storage/artifact-store.ts';
import { ClientError } from './client-error.ts';
import { type Ending, exitCodes } from './exit-codes.ts';
import { Interrupted } from './interrupt.ts';
import { SpecError } from './spec-file.ts';

/** What a command says of what it has thrown, and how it ends. */
export interface ErrorExplanation {
  ending: Ending;
  exitCode: number;
  message: string;
}

/** Turns whatever a command has thrown into words; a stack trace is for those who ask for it. */
export function explainError(error: unknown): ErrorExplanation {
  const { ending, message } = endingAndMessage(error);
  return { ending, exitCode: exitCodes[ending], message };
}

function endingAndMessage(error: unknown): { ending: Ending; message: string } {
  if (error instanceof ClientError) return { ending: error.ending, message: error.message };
  const mended = [SpecError, InputError, RunError, Undecided];
  if (mended.some((kind) => error instanceof kind) && error instanceof Error)
    return { ending: 'badInput', message: error.message };
  if (error instanceof Interrupted) return { ending: 'interrupted', message: error.message };
  if (error instanceof ArtifactError) {
    return { ending: endingOf(error), message: error.message };
  }
  // Of a run whose key is said to be retired, or of another store.
  if (error instanceof CodecError)
    return { ending: 'badInput', message: `The server holds what cannot be read: ${error.message}.` };
  const refusal = serverRefusal(error);
  if (refusal !== undefined) return { ending: 'cannotStart', message: `The Temporal server says: ${refusal}` };
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return { ending: 'ourFault', message: `Unexpected ${message}\nThe command with --debug says where it comes from.` };
}

function endingOf({ code }: ArtifactError): Ending {
  if (code === 'unsupported') return 'badInput';
  return code === 'missing' || code === 'corrupted' ? 'runFailed' : 'cannotStart';
}

function serverRefusal(error: unknown): string | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (isGrpcServiceError(cause)) return cause.details || cause.message;
  }
  return undefined;
}
