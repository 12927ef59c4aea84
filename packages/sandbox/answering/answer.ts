import { invalid } from '../api-error.ts';
import { conclude } from '../learning/answer.ts';
import type { Model } from '../learning/model.ts';
import { askedTurn } from '../learning/turn.ts';
import { normalised, wordLikeness } from '../learning/words.ts';
import type { Reader } from '../reading/reader.ts';
import { joinReadings, pageOf } from '../reading/reading.ts';
import type { ChatRequest } from '../wire.ts';
import { inJson } from './json-mode.ts';
import { fillSchema, schemaOf } from './schema.ts';

/** Who answers: what it has learned, and whether it puts its conclusion in words of its own accord. */
export interface Answerer {
  model: Model;
  isWordy: boolean;
}

/** Answers the last turn of a conversation: from the request, its images and the model, and from nothing else. */
export async function answer(request: ChatRequest, { model, isWordy }: Answerer, reader: Reader): Promise<string> {
  const { question, images, passage, isBare } = askedTurn(request.messages);
  const pages = await Promise.all(images.map(async (image) => await reader.read(image, { isUrgent: true })));
  const conclusion = conclude(model, question, images.length > 0 ? joinReadings(pages) : pageOf(passage));
  const schema = schemaOf(request);
  if (schema !== undefined)
    return JSON.stringify(
      fillSchema(schema, { text: () => conclusion, choose: choiceBy(conclusion, images.length + passage.length) }),
    );
  if (request.response_format?.type === 'json_object') return inJson(request, conclusion);
  return isWordy && !isBare ? inWords(conclusion, images.length > 0 ? 'image' : 'text') : conclusion;
}

/** The label that comes closest to what was read; without image or passage only one that was concluded counts. */
const choiceBy = (text: string, seen: number) => (labels: readonly unknown[]) => {
  const likeness = labels.map((label) => wordLikeness(normalised(String(label)), normalised(text)));
  const best = Math.max(...likeness);
  if (seen > 0 || best === 1 || labels.length === 1) return labels[likeness.indexOf(best)];
  throw invalid('The sandbox sees no image to choose one of the labels by.', 'messages', 'cannot_answer');
};

function inWords(conclusion: string, source: 'image' | 'text'): string {
  if (conclusion === '') return `I cannot make out an answer in this ${source}.`;
  if (conclusion === 'Yes' || conclusion === 'No') return `${conclusion}, going by what can be read in the ${source}.`;
  return `Going by what can be read in the ${source}, the answer is "${conclusion}".`;
}
