import type { Looks, Report } from '../report-schema.ts';
import { counted, whole } from './format.ts';

/** Runs that the sentence names; the report's `execution` lists more. */
const mostNamed = 3;

/** Who had looked at the test set before, in a sentence; nothing on the validation split, which is there to be looked at. */
export function looksText({ on, execution, spoils }: Pick<Report, 'on' | 'execution' | 'spoils'>): string | undefined {
  if (on === 'validation') return undefined;
  if (spoils?.some(({ kind }) => kind === 'no-answers')) {
    return 'This run does not count as a look at its test set, since one candidate answered nothing.';
  }
  return [countedText(execution.looks), seriesText(execution.looks), brokenText(execution.looks)]
    .filter(Boolean)
    .join(' ');
}

function countedText({ times, runs, schedules, candidates, ...looks }: Looks): string {
  if (times === 0 && looks.series?.runs) return looks.broken ? '' : 'Nobody else has measured this test set before.';
  if (times === 0) return looks.broken ? '' : 'This is the first look at this test set.';
  const often = times === 1 ? 'once' : `${whole(times)} times`;
  const by = [runs > 0 || !schedules ? counted(runs, 'run') : '', schedules ? counted(schedules, 'schedule') : ''];
  const who = by.filter((part) => part !== '').join(' and ');
  return `This test set has been measured ${often} before, by ${who} with ${counted(candidates, 'candidate')}: ${namesOf({ ...looks, runs: runs + (schedules ?? 0) })}.`;
}

/** The runs of a schedule test one thing, by one rule: what was fixed before the first of them holds for all. */
function seriesText({ series }: Looks): string {
  if (!series) return '';
  const before = series.runs === 0 ? 'this is the first of them' : `${counted(series.runs, 'run')} had looked before`;
  return `This is a run of schedule ${series.schedule}, whose runs are one series of looks: ${before}.`;
}

/** A look that nobody can read may have been one by another rule. */
function brokenText({ broken = [] }: Looks): string {
  if (broken.length === 0) return '';
  return `Not counted, since their records are broken: what ${broken.join(', ')} measured. "tempera verify RUN" names the files.`;
}

function namesOf({ latest, images, runs }: Pick<Looks, 'latest' | 'images' | 'runs'>): string {
  const byRun = new Map(latest.map((look) => [look.run, look]));
  const named = [...byRun.values()]
    .slice(0, mostNamed)
    .map(({ run, images: seen, trial, schedule, runs: ofIt = 1 }) => {
      const notes = [
        ...(schedule === undefined ? [] : [`a schedule, ${counted(ofIt, 'run')}`]),
        ...(trial ? ['a trial'] : []),
        ...(seen === images ? [] : [`on ${whole(seen)} of its ${counted(images, 'image')}`]),
      ];
      const name = schedule ?? run;
      return notes.length === 0 ? name : `${name} (${notes.join(' ')})`;
    });
  const more = runs - named.length;
  return more > 0 ? `${named.join(', ')} and ${whole(more)} more` : named.join(', ');
}
