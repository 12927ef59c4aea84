import { filesOf } from '../data/splitting/split-names.ts';
import type { RunSpec } from '../spec/run-spec.ts';
import type { RunInput } from './run.ts';

/** What runs can be searched by in the Temporal UI before they have done anything. */
export interface SearchedBy {
  dataSet?: string;
  baseModel?: string;
  /** The schedule whose run it is. */
  schedule?: string;
}

/** What a run of a spec can be searched by. */
export function searchedBy({ data, on, fineTune }: RunSpec): SearchedBy {
  const { name, test, [on]: asked, unlabelled, all } = data.source;
  const dataSet = name ?? test ?? asked ?? all ?? unlabelled;
  return { ...(dataSet !== undefined && { dataSet }), ...(fineTune && { baseModel: fineTune.model }) };
}

/** What the Temporal UI tells of a run before it has done anything: a line, and a page of Markdown. */
export function storyOf(spec: RunSpec, { limit, captures, spec: pinned }: RunInput) {
  const asked = captures ?? [spec.on];
  const work = captures
    ? `capture ${captures.join(', ')} of`
    : spec.fineTune
      ? `fine-tune ${spec.fineTune.model}, then ask`
      : 'ask';
  const trial = limit === undefined ? undefined : `trial of ${limit} samples${captures ? ' of each split' : ''}`;
  const candidates = Object.keys(spec.candidates).join(', ');
  return {
    staticSummary: `${spec.name}: ${work} ${candidates}${trial ? ` (${trial})` : ''}`,
    staticDetails: [
      `# ${spec.name}`,
      ...(trial ? [`A ${trial}, without a verdict.`] : []),
      rowsOf({
        ...Object.fromEntries(
          asked.map((split) => [
            `${split} data`,
            `${filesOf(spec.data, split)}${spec.data.source.name ? ` of ${spec.data.source.name}` : ''}`,
          ]),
        ),
        ...(spec.fineTune && { 'fine-tuned model': spec.fineTune.model }),
        candidates,
        ...(spec.judge && { judge: spec.judge.model }),
        ...(Object.keys(spec.graders).length > 0 && { graders: Object.keys(spec.graders).join(', ') }),
        ...(spec.verdict && {
          verdict: `${spec.verdict.compare} against ${spec.verdict.against} by ${spec.verdict.metric}`,
        }),
        spec: `${pinned.key}, sha256 ${pinned.sha256}`,
      }),
    ].join('\n\n'),
  };
}

function rowsOf(facts: Record<string, string>): string {
  const rows = Object.entries(facts).map(([name, value]) => `| ${name} | ${value} |`);
  return ['| what | value |', '|---|---|', ...rows].join('\n');
}
