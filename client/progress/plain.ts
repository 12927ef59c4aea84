import type { RunView, StageView } from './run-view.ts';
import { duration, heldUp, howFar } from './words.ts';

const least = 10_000;

/** Lines for a log: one when a stage begins, one when it has ended, and one each 10 s while something goes on. */
export function createPlainLines(): (view: RunView, at: number) => string[] {
  const told = new Set<string>();
  let lastAt = Number.NEGATIVE_INFINITY;
  let lastWords = '';

  return (view, at) => {
    const lines = view.stages.flatMap((stage) => changesOf(stage)).filter((line) => !told.has(line.key));
    for (const { key } of lines) told.add(key);
    const words = wordsOf(view);
    if (words !== '' && words !== lastWords && at - lastAt >= least) {
      lines.push({ key: '', text: words });
      lastAt = at;
      lastWords = words;
    }
    return lines.map(({ text }) => text);
  };
}

function changesOf({ stage, state, seconds }: StageView): { key: string; text: string }[] {
  const time = seconds === undefined ? '' : ` in ${duration(seconds)}`;
  switch (state) {
    case 'past':
      return [{ key: `${stage} ends`, text: `${stage}: done${time}` }];
    case 'now':
      return [{ key: `${stage} begins`, text: `${stage} …` }];
    case 'ahead':
      return [];
    default:
      return state satisfies never;
  }
}

function wordsOf({ work, stages, status }: RunView): string {
  const { stage } = stages.find(({ state }) => state === 'now') ?? {};
  const parts = [...work.map((one) => `${one.name} ${howFar(one)}`.trim()), status.job, status.note, heldUp(status)];
  const words = parts.filter((part) => part !== undefined).join(' · ');
  return stage && words ? `${stage}: ${words}` : words;
}
