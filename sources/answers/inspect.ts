import { z } from 'zod';
import type { StoredEntry } from '../../domain/stored/entry.ts';
import type { AnswerFormat } from './format.ts';
import { contentText, failedWith, lastQuestion, outcomeOfKept } from './messages.ts';
import { idOf, known, readAs } from './reading.ts';

const Choice = z.looseObject({
  message: z.looseObject({ content: z.unknown() }),
  stop_reason: z.string().nullish(),
});
const Sample = z.looseObject({
  id: z.union([z.string(), z.number()]),
  epoch: z.int().positive().default(1),
  input: z.unknown(),
  target: z.union([z.string(), z.array(z.string())]).nullish(),
  output: z.looseObject({
    model: z.string().nullish(),
    completion: z.string().nullish(),
    choices: z.array(Choice).nullish(),
    error: z.string().nullish(),
  }),
  error: z.looseObject({ message: z.string() }).nullish(),
  asked_model: z.string().optional().catch(undefined),
});
type Sample = z.output<typeof Sample>;

/** Samples of an inspect_ai log; its epochs are repeats, and its scores are not looked at. */
export const inspectSamples: AnswerFormat = {
  name: 'inspect_ai log',
  fits: (first) => 'epoch' in first && 'input' in first && 'output' in first,
  entries: (records) =>
    Array.from(records, (record): StoredEntry => {
      const sample = readAs(Sample, record);
      const target = sample.target ?? [];
      const targets = [target].flat().filter((text) => text !== '');
      return {
        where: record.where,
        repeat: sample.epoch,
        said: saidIn(sample),
        ...known({
          id: idOf(sample.id),
          question: lastQuestion(sample.input),
          targets: targets.length > 0 ? targets : undefined,
          model: sample.asked_model ?? (sample.output.model || undefined),
          resolved: sample.asked_model === undefined ? undefined : sample.output.model || undefined,
        }),
      };
    }),
};

function saidIn({ output, error }: Sample): StoredEntry['said'] {
  const [choice] = output.choices ?? [];
  const text = choice ? contentText(choice.message.content) : (output.completion ?? '');
  const failure = error?.message ?? output.error;
  if (text === '' && (failure || !choice)) return failedWith(failure ?? 'no reply');
  return outcomeOfKept({ text, finish: choice?.stop_reason });
}
