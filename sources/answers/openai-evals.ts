import { z } from 'zod';
import type { StoredEntry } from '../../domain/stored/entry.ts';
import type { AnswerFormat, AnswerRecord } from './format.ts';
import { contentText, lastQuestion, outcomeOfKept } from './messages.ts';
import { known, readAs, textOf, timeOf } from './reading.ts';

const Spec = z.looseObject({ completion_fns: z.array(z.string()).optional() });
const Line = z.looseObject({
  spec: Spec.optional(),
  sample_id: z.string().optional(),
  type: z.string().optional(),
  data: z.looseObject({}).optional(),
  created_at: z.unknown().optional(),
});
type Line = z.output<typeof Line>;

/** The log of OpenAI's `evals` programme: a spec, events of samples, a final report. */
export const evalsLog: AnswerFormat = {
  name: 'log of OpenAI Evals',
  fits: (first) => 'spec' in first || ('event_id' in first && 'sample_id' in first),
  entries: (records) => {
    const entries = new Map<string, StoredEntry>();
    let models: readonly string[] = [];
    for (const record of records) {
      const line = readAs(Line, record);
      models = line.spec?.completion_fns ?? models;
      const { sample_id: id } = line;
      if (id === undefined || line.data === undefined) continue;
      const entry = entryOf(record, line, models);
      // What is sampled later for the same sample is a grader's.
      if (entry && !entries.has(id)) entries.set(id, entry);
    }
    return [...entries.values()];
  },
};

/** A sampling holds prompt and answer; where the log has none, a match holds the answer alone. */
function entryOf({ where }: AnswerRecord, line: Line, [model]: readonly string[]): StoredEntry | undefined {
  const { sample_id: id, data = {}, created_at: at } = line;
  const text = sampledText(data['sampled']);
  if (text === undefined) return undefined;
  const question = lastQuestion(data['prompt']);
  const isSampling = line.type === 'sampling';
  return {
    where,
    said: outcomeOfKept({ text }),
    ...known({ id, question: isSampling ? question : undefined, model, at: timeOf(at) }),
  };
}

function sampledText(sampled: unknown): string | undefined {
  return Array.isArray(sampled) ? contentText(sampled.slice(0, 1)) : textOf(sampled);
}
