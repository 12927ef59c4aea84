import { conclude } from '../learning/answer.ts';
import { type Model, UNTRAINED } from '../learning/model.ts';
import { askedTurn, type Turn, textOf } from '../learning/turn.ts';
import { wordLikeness, wordsOf } from '../learning/words.ts';
import type { Reader } from '../reading/reader.ts';
import { joinReadings } from '../reading/reading.ts';
import type { ChatRequest, Message } from '../wire.ts';
import { judge } from './judge.ts';
import { fillSchema, type Schema } from './schema.ts';

/** What answering needs: eyes, and the content of a model file. */
export interface AnswerParts {
  reader: Reader;
  readModel(file: string): Model;
}

/**
 * Answers the last turn of a conversation, by a tuned model's file or, without one, by the base model. A gullible
 * judge obeys what the answers tell it.
 */
export async function answer(
  request: ChatRequest,
  modelFile: string | undefined,
  parts: AnswerParts,
  isGullible = false,
): Promise<string> {
  const schema = schemaOf(request);
  const rating =
    schema === undefined ? undefined : judge(schema, textOf(request.messages.at(-1) as Message), isGullible);
  if (rating !== undefined) return JSON.stringify(rating);
  const turn = askedTurn(request.messages);
  const readings = await Promise.all(
    turn.images.map(async (image) => await parts.reader.read(image, { isUrgent: true })),
  );
  const model = modelFile === undefined ? UNTRAINED : parts.readModel(modelFile);
  const conclusion = conclude(model, turn.question, joinReadings(readings));
  if (schema !== undefined) return JSON.stringify(fillWith(schema, conclusion));
  if (request.response_format?.type === 'json_object') return JSON.stringify({ answer: conclusion });
  return modelFile === undefined ? inWords(turn, conclusion) : conclusion;
}

function schemaOf({ response_format }: ChatRequest): Schema | undefined {
  return response_format?.type === 'json_schema' ? (response_format.json_schema.schema ?? {}) : undefined;
}

const fillWith = (schema: Schema, conclusion: string): unknown =>
  fillSchema(schema, { text: () => conclusion, choose: (labels) => closest(labels, conclusion) });

function closest(labels: readonly unknown[], text: string): unknown {
  const likeness = labels.map((label) => wordLikeness(wordsOf(String(label)).join(' '), wordsOf(text).join(' ')));
  return labels[likeness.indexOf(Math.max(...likeness))];
}

function inWords({ isBare }: Turn, conclusion: string): string {
  if (isBare) return conclusion;
  if (conclusion === '') return 'I cannot make out an answer in this image.';
  if (conclusion === 'Yes' || conclusion === 'No') return `${conclusion}, going by what can be read in the image.`;
  return `Going by what can be read in the image, the answer is "${conclusion}".`;
}
