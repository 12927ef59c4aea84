import { z } from 'zod';
import type { AnswerOutcome } from '../../domain/answering/answer.ts';
import type { AnswerFormat } from './format.ts';
import { contentText, failedWith, outcomeOfKept } from './messages.ts';
import { known, readAs, timeOf } from './reading.ts';

const Completion = z.looseObject({
  choices: z
    .array(
      z.looseObject({
        finish_reason: z.string().nullish(),
        message: z.looseObject({ content: z.unknown(), refusal: z.string().nullish() }),
      }),
    )
    .min(1),
});

/** What /v1/responses gives. */
const Response = z.looseObject({
  output: z.array(z.looseObject({ type: z.string(), content: z.unknown().optional() })),
  incomplete_details: z.looseObject({ reason: z.string().nullish() }).nullish(),
});

const Failure = z.looseObject({ code: z.string().nullish(), message: z.string().nullish() });
const Line = z.looseObject({
  custom_id: z.string(),
  response: z.looseObject({ status_code: z.number().optional(), body: z.looseObject({}).nullish() }).nullish(),
  error: Failure.nullish(),
});

/** The output file of OpenAI's Batch API, and its error file: the answers are known by `custom_id`. */
export const batchOutput: AnswerFormat = {
  name: 'Batch output',
  fits: (first) => 'custom_id' in first && ('response' in first || 'error' in first),
  entries: (records) =>
    Array.from(records, (record) => {
      const { custom_id: id, response, error } = readAs(Line, record);
      const body = response?.body ?? {};
      const model = typeof body['model'] === 'string' ? body['model'] : undefined;
      const at = timeOf(body['created'] ?? body['created_at']);
      return { where: record.where, id, said: saidIn(body, error), ...known({ model, at }) };
    }),
};

function saidIn(
  body: Readonly<Record<string, unknown>>,
  error: z.output<typeof Failure> | null | undefined,
): AnswerOutcome {
  const [choice] = Completion.safeParse(body).data?.choices ?? [];
  if (choice) {
    const { content, refusal } = choice.message;
    return outcomeOfKept({ text: contentText(content), refusal, finish: choice.finish_reason });
  }
  const response = Response.safeParse(body).data;
  if (response) {
    const messages = response.output.filter(({ type }) => type === 'message');
    const text = messages.map(({ content }) => contentText(content)).join('');
    return outcomeOfKept({ text, finish: response.incomplete_details?.reason });
  }
  const failure = error ?? Failure.safeParse(body['error']).data;
  return failedWith(failure?.message ?? failure?.code ?? 'no reply');
}
