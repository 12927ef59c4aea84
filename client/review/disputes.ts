import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { type Choice, choices, type Dispute, disputeOf } from '../../domain/audit/adjudication.ts';
import type { SampleImage } from '../../domain/data/sample.ts';
import type { AnsweredRun } from '../../runs/answered-run.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { ClientError } from '../program/client-error.ts';
import { readLabelFile } from './label-file.ts';

const columns = ['id', 'question', 'image', 'a', 'b', 'choice'] as const;

/** All disputes of a run, in the order of its samples. */
export async function disputesOf(run: AnsweredRun): Promise<Dispute[]> {
  const disputes: Dispute[] = [];
  for await (const graded of run.samples()) {
    const dispute = disputeOf(graded);
    if (dispute) disputes.push(dispute);
  }
  return disputes;
}

/**
 * Writes disputes as CSV with an empty column `choice`, and their images into a folder beside it.
 * @throws {ClientError} bad input: the file is there already, so that nobody's choices are lost
 */
export async function writeDisputes(store: ArtifactStore, disputes: readonly Dispute[], file: string): Promise<string> {
  const folder = `${file.replace(/\.csv$/i, '')}-images`;
  await mkdir(folder, { recursive: true });
  const rows = disputes.map(({ id, sample, a, b }) => {
    const images = sample.images.map((image) => path.relative(path.dirname(file), path.join(folder, imageName(image))));
    return { id, question: sample.question, image: images.join(' | '), a, b, choice: '' };
  });
  const text = stringify(rows, { header: true, columns: [...columns], escape_formulas: true, bom: true });
  await writeFile(file, text, { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    const why =
      error.code === 'EEXIST' ? 'is there already, and may hold choices' : `cannot be written (${error.code})`;
    throw new ClientError('badInput', `${file} ${why}. Name another file.`);
  });
  for (const image of disputes.flatMap(({ sample }) => sample.images)) {
    await writeFile(path.join(folder, imageName(image)), await store.readObject(image.sha256));
  }
  return folder;
}

function imageName({ sha256, mediaType }: SampleImage): string {
  return `${sha256.slice(0, 16)}.${mediaType.slice('image/'.length)}`;
}

/**
 * Reads what a person has chosen, by id; rows without a choice are left for later.
 * @throws {ClientError} bad input: an id that is none of the disputes, a choice that is none, a row twice
 */
export async function readChoices(file: string, disputes: readonly Dispute[]): Promise<Map<string, Choice>> {
  const known = new Set(disputes.map(({ id }) => id));
  const read = new Map<string, Choice>();
  const seen = new Set<string>();
  for (const { line, cells } of await readLabelFile(file, ['id', 'choice'])) {
    const id = cells.id.trim();
    const at = (column: string) => `${file} line ${line}, column ${column}`;
    if (!known.has(id))
      throw refusal(`${at('id')}: ${JSON.stringify(id)} is no dispute of this run as it is answered now`);
    if (seen.has(id)) throw refusal(`${at('id')}: ${JSON.stringify(id)} stands in an earlier line too`);
    seen.add(id);
    const choice = cells.choice.trim().toLowerCase();
    if (choice === '') continue;
    if (!isChoice(choice)) {
      throw refusal(`${at('choice')}: expected ${choices.join(', ')} or nothing, got ${JSON.stringify(cells.choice)}`);
    }
    read.set(id, choice);
  }
  return read;
}

function isChoice(text: string): text is Choice {
  return choices.some((choice) => choice === text);
}

function refusal(what: string): ClientError {
  return new ClientError('badInput', `${what}. Mend the file, or write it anew with --out.`);
}
