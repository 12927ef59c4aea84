import { hash } from 'node:crypto';
import type { Message } from '../answering/messages.ts';
import type { Row, Sample, SampleImage, Split } from './sample.ts';

/** What is asked, as far as it can be compared. */
export interface Material {
  question: string;
  images: readonly Pick<SampleImage, 'sha256'>[];
  messages?: readonly Message[];
}

/** The text of a prompt as it is compared: letter case, compatible characters and white space do not matter. */
export function normalisedPrompt({ question, messages }: Pick<Material, 'question' | 'messages'>): string {
  const text = messages
    ? messages
        .filter(({ role }) => role !== 'system')
        .map(textOf)
        .join('\n')
    : question;
  const lower = text.normalize('NFKC').toLowerCase();
  // Most texts have single blanks, which to look for is cheaper than to write anew.
  return (/\s\s|[^\S ]/u.test(lower) ? lower.replace(/\s+/gu, ' ') : lower).trim();
}

function textOf({ content }: Message): string {
  if (typeof content === 'string') return content;
  return content.flatMap((part) => (part.type === 'text' ? part.text : [])).join('\n');
}

/** A text that the same images give in the same order, and that the same prompt gives where there is none. */
export function shownBy(material: Material): string {
  const hashes = material.images.map(({ sha256 }) => sha256);
  return hashes.length > 0 ? hashes.join(' ') : `text ${promptHash(material)}`;
}

/** A hash, since the normalised prompt may be long. */
export function promptHash(material: Pick<Material, 'question' | 'messages'>): string {
  return hashOf(normalisedPrompt(material));
}

/** The group of a row without one of its own: its image, or a hash of what it shows. */
export function groupOf(material: Material): string {
  const [only, ...others] = material.images;
  if (!only) return promptHash(material);
  return others.length === 0 ? only.sha256.slice(0, 16) : hashOf(shownBy(material));
}

/**
 * What a sample is known again by in other runs' test sets: the image as the source has it, else question and images.
 * `origins` are the hashes of the images in the source, in their order.
 */
export function identityOf(material: Material, origins: readonly string[]): string {
  const [only, ...others] = origins;
  if (only !== undefined && others.length === 0) return only.slice(0, 16);
  return hashOf(JSON.stringify([normalisedPrompt(material), ...origins]));
}

function hashOf(text: string): string {
  return hash('sha256', text).slice(0, 16);
}

/** Ids say where a sample stood and nothing of what it shows; the same image is the same group wherever it occurs. */
export function toSample(split: Split, { line: _, ...row }: Row): Sample {
  const group = row.group ?? groupOf(row);
  const { row: number, cluster = group, question, targets, slices, images, ...others } = row;
  return { id: `${split}-${number}`, row: number, question, targets, slices, images, ...others, group, cluster };
}
