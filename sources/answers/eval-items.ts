import { z } from 'zod';
import type { AnswerFormat } from './format.ts';
import { contentText, failedWith, lastQuestion, outcomeOfKept } from './messages.ts';
import { idOf, known, readAs, textOf, timeOf } from './reading.ts';

const Item = z.looseObject({
  created_at: z.unknown().optional(),
  datasource_item: z.looseObject({ item: z.looseObject({}).optional() }).catch({}),
  sample: z.looseObject({
    input: z.unknown().optional(),
    output: z.array(z.looseObject({ content: z.unknown() })).nullish(),
    finish_reason: z.string().nullish(),
    model: z.string().nullish(),
    error: z.looseObject({ code: z.string().nullish(), message: z.string().nullish() }).nullish(),
  }),
});

/** Output items of a run of OpenAI's hosted evals, as `GET …/output_items` gives them. */
export const evalItems: AnswerFormat = {
  name: "output items of OpenAI's evals",
  fits: (first) => first['object'] === 'eval.run.output_item' || ('datasource_item' in first && 'sample' in first),
  entries: (records, columns) =>
    Array.from(records, (record) => {
      const { datasource_item: row, sample, created_at: created } = readAs(Item, record);
      const asked: Readonly<Record<string, unknown>> = row.item ?? row;
      const question = textOf(asked[columns.question]) ?? lastQuestion(sample.input);
      const text = (sample.output ?? []).map(({ content }) => contentText(content)).join('');
      const { error, finish_reason: finish, model } = sample;
      const hasFailed = text === '' && (error?.message || error?.code);
      return {
        where: record.where,
        said: hasFailed ? failedWith(hasFailed) : outcomeOfKept({ text, finish }),
        ...known({ id: idOf(asked[columns.id]), question, model: model || undefined, at: timeOf(created) }),
      };
    }),
};
