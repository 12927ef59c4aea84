import { counted } from '../report/words/format.ts';
import { wrapped } from '../report/words/wrapped.ts';
import type { Proposal } from './proposal.ts';
import { flow } from './yaml-text.ts';

/** One choice of a proposal, in words. */
export interface ToldChoice {
  what: string;
  value: string;
  why?: string;
}

/** What was made of data, and why. */
export function choicesOf({ data, splits, columns, scoring }: Proposal): ToldChoice[] {
  const files = Object.entries(data.files).map(([part, file]) => {
    const rows = counted(data.rows[part as keyof typeof data.rows] ?? 0, 'row');
    return part === 'all' ? `${rows} of ${file === '.' ? data.name : file}` : `${part}: ${rows} of ${file}`;
  });
  const isChat = data.kind === 'chat';
  const of = data.set === undefined ? '' : `${data.set}: `;
  return [
    {
      what: 'data',
      value: `${of}${files.join('; ')}`,
      ...(isChat && { why: 'conversations, as OpenAI trains on them' }),
    },
    ...(columns?.choices ?? []).map(({ key, value, why }) => ({ what: key, value: shown(value), why })),
    { what: 'splits', value: splits.split ? flow(splits.split) : 'files of their own', why: splits.why },
    { what: 'answers', value: scoring.kind },
    { what: 'metric', value: scoring.metric, why: scoring.why },
    {
      what: 'judge',
      value: scoring.judges ? 'yes' : 'none',
      why: scoring.judges ? 'rates what no rule can tell' : 'rules can tell',
    },
  ];
}

function shown(value: string | { text: string }): string {
  return typeof value === 'string' ? value : JSON.stringify(value.text);
}

const indent = 10;

/** Choices for a terminal, each below its name. */
export function choiceLines(choices: readonly ToldChoice[]): string[] {
  return choices.map(({ what, value, why }) =>
    wrapped(`${what.padEnd(indent)}${value}${why === undefined ? '' : ` (${why})`}`, ' '.repeat(indent)),
  );
}

/** What is left out, and what a person may want to add. */
export function restLines({ columns, spoilt }: Proposal): string[] {
  const hints = columns?.hints ?? [];
  return [...spoilt.map((text) => `Left out: ${text}.`), ...hints.map((hint) => `Perhaps ${hint}`)].map((line) =>
    wrapped(line),
  );
}
