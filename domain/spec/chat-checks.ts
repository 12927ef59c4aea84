import type { RunSpec } from './run-spec.ts';
import type { Finding } from './spec-issues.ts';

/** Conversations have no columns, hold their own examples, and are trained on as they are. */
export function checkChat({ data, prompt, fineTune }: RunSpec): Finding[] {
  if (data.source.kind !== 'chat') return [];
  const { question, answer, id, group, cluster } = data.columns;
  const columns = Object.entries({ question, answer, id, group, cluster })
    .filter(([, column]) => column !== undefined && column !== null)
    .map(([key]) => finding(['data', 'columns', key], 'conversations have no columns. Leave this key out.'));
  const slices = Object.entries(data.slices)
    .filter(([, rule]) => 'column' in rule)
    .map(([name]) =>
      finding(['data', 'slices', name], 'conversations have no columns. Slice them by their questions.'),
    );
  const examples =
    prompt.examples.length > 0
      ? [finding(['prompt', 'examples'], 'conversations are asked as they stand, with the examples that they hold.')]
      : [];
  const system =
    fineTune && prompt.system !== undefined
      ? [
          finding(
            ['prompt', 'system'],
            'the lines are trained on as they are, so that what is asked would have another system message. Change it in the files, or leave this key out.',
          ),
        ]
      : [];
  return [...columns, ...slices, ...examples, ...system];
}

function finding(path: readonly PropertyKey[], message: string): Finding {
  return { path: [...path], message };
}
