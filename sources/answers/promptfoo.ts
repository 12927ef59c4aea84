import { z } from 'zod';
import { StoredAnswersError, type StoredEntry } from '../../domain/stored/entry.ts';
import type { AnswerFormat } from './format.ts';
import { failedWith, outcomeOfKept } from './messages.ts';
import { idOf, known, readAs, textOf } from './reading.ts';

const Provider = z.union([
  z.string().transform((id) => ({ id, label: undefined })),
  z.looseObject({ id: z.string().optional(), label: z.string().nullish() }),
]);
const Result = z.looseObject({
  provider: Provider.nullish(),
  promptIdx: z.number().nullish(),
  vars: z.looseObject({}).nullish(),
  testCase: z.looseObject({ vars: z.looseObject({}).nullish() }).nullish(),
  error: z.string().nullish(),
  response: z
    .looseObject({
      output: z.unknown().optional(),
      error: z.string().nullish(),
      isRefusal: z.boolean().nullish(),
      finishReason: z.string().nullish(),
    })
    .nullish(),
});
type Result = z.output<typeof Result>;

/** What `PROMPTFOO_STRIP_RESPONSE_OUTPUT` leaves of an answer. */
const stripped = '[output stripped]';

/** Providers that say nothing of a model. */
const programme = /^(file|https?|ws|exec|python|javascript|golang|ruby|webhook|package|promptfoo|echo|browser)\b/;

/** The results of a promptfoo evaluation; a test's variables hold id and question, assertions are not looked at. */
export const promptfoo: AnswerFormat = {
  name: 'promptfoo results',
  fits: (first) => 'testCase' in first || ('vars' in first && 'response' in first),
  entries: (records, columns) => {
    const all = Array.from(records, (record) => ({ record, result: readAs(Result, record) }));
    const prompts = Map.groupBy(all, ({ result }) => nameOf(result));
    return all.map(({ record: { where }, result }): StoredEntry => {
      const vars: Readonly<Record<string, unknown>> = result.vars ?? result.testCase?.vars ?? {};
      const name = nameOf(result);
      const indices = new Set(prompts.get(name)?.map(({ result: { promptIdx } }) => promptIdx));
      const candidate = indices.size > 1 ? `${name} #${result.promptIdx}` : name;
      const { id: model } = result.provider ?? {};
      return {
        where,
        said: saidIn(result, where),
        ...known({
          id: idOf(vars[columns.id]),
          question: textOf(vars[columns.question]),
          candidate: candidate || undefined,
          model: model && !programme.test(model) ? model : undefined,
        }),
      };
    });
  },
};

function nameOf({ provider }: Result): string {
  return provider?.label || provider?.id || '';
}

function saidIn({ response, error }: Result, where: string): StoredEntry['said'] {
  const { output } = response ?? {};
  if (output === stripped) {
    throw new StoredAnswersError(`${where}: the answers were stripped from this file. Export it with them.`);
  }
  // The error of an answer that is there is that of an assertion.
  if (output === undefined || output === null) return failedWith(response?.error ?? error ?? 'no reply');
  const text = typeof output === 'string' ? output : JSON.stringify(output);
  const refusal = response?.isRefusal ? text || 'refused' : undefined;
  return outcomeOfKept({ text, refusal, finish: response?.finishReason });
}
