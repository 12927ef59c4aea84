import type { Audit, FoundSamples, ShownSample } from '../../audit/audit-schema.ts';
import { hashesNamed } from '../../data/named-images.ts';
import { minimumClusters } from '../../statistics/clustered.ts';
import type { Report } from '../report-schema.ts';
import { counted, metricText, percent, questionsAbout, whole } from '../words/format.ts';
import { unitOf } from '../words/headline.ts';
import { type Html, html } from './html-text.ts';
import { cardStart, cover, earlierPart, foreign, swatch, type Thumbnails } from './parts.ts';

/** What looks wrong with labels and data, each with its images. */
export function auditSection(report: Report, thumbnails: Thumbnails): Html {
  const { disputed, unseenClasses, sharedImages, nearDuplicates, worstSlices } = report.audit;
  return html`<section aria-labelledby="audit"><h2 id="audit">Audit of labels and data</h2>
<p class="caption">To be looked at: nothing of this is left out of any number, and no verdict rests on it.</p>
${disputed && disputedPart(disputed, report, thumbnails)}
${unseenClasses && unseenPart(unseenClasses, thumbnails)}
${sharedPart(sharedImages, report, thumbnails)}${nearDuplicates && nearPart(nearDuplicates, thumbnails)}
${worstPart(worstSlices, report, thumbnails)}</section>`;
}

function disputedPart(
  { samples, compared, shown }: NonNullable<Audit['disputed']>,
  report: Report,
  thumbnails: Thumbnails,
) {
  return html`<h3>All candidates agree, and not with the target <small>${countOf(shown.length, samples)}</small></h3>
<p class="caption">Of ${counted(compared, 'question')} that all candidates answered. Either they all err or the target does${
    samples > 0 &&
    html`: <code>tempera adjudicate ${report.execution.run} --out disputed.csv</code> writes all of them down to be judged blind`
  }.</p>
${cards(shown, thumbnails, ({ answer }) => html`<div><dt>all candidates</dt><dd dir="auto">${foreign(answer)}</dd></div>`)}`;
}

function unseenPart({ samples, classes, slices, shown }: NonNullable<Audit['unseenClasses']>, thumbnails: Thumbnails) {
  return html`<h3>Targets of a class that training lacks <small>${countOf(shown.length, classes, 'class', 'classes')}</small></h3>
<p class="caption">Of questions whose training answers recur (twice each on average), as genres do and titles do not; yes/no questions are taken together. ${
    samples > 0 &&
    html`${counted(samples, 'question')}: ${slices.map(({ dimension, value, samples }, index) => html`${index > 0 && ', '}${whole(samples)} of <small>${dimension}</small> <bdi>${value}</bdi>`)}.`
  }</p>
${cards(shown, thumbnails, ({ samples }) => html`<div><dt>asked</dt><dd>${counted(samples, 'time')}</dd></div>`)}`;
}

function sharedPart({ train, validation, examples }: Audit['sharedImages'], report: Report, thumbnails: Thumbnails) {
  const places: readonly [string, FoundSamples | undefined][] = [
    ['in training', train],
    ['in validation', validation],
    ['among the worked examples', examples],
  ];
  const known = places.flatMap(([place, found]) => (found ? [{ place, found }] : []));
  return html`<h3>${report.images > 0 ? 'Images' : 'Questions'} in more than one place</h3>
<p class="caption">Told apart by their ${report.images > 0 ? 'pixels as they are sent' : 'letters'}. ${leftOutText(report)}</p>
<dl class="facts">${known.map(
    ({ place, found }) => html`<dt>also ${place}</dt><dd>${found.samples === 0 ? 'none' : foundText(found)}</dd>`,
  )}</dl>
${known.map(({ place, found }) => cards(found.shown, thumbnails, () => html`<div><dt>image</dt><dd>also ${place}</dd></div>`))}`;
}

function nearPart({ train, validation }: NonNullable<Audit['nearDuplicates']>, thumbnails: Thumbnails): Html {
  const places: readonly [string, FoundSamples | undefined][] = [
    ['in training', train],
    ['in validation', validation],
  ];
  const found = places.flatMap(([place, there]) => (there && there.samples > 0 ? [{ place, there }] : []));
  return html`<h3>Images that look much like others</h3>
<p class="caption">Perhaps the same picture resized, cropped or encoded anew, perhaps another page of the same form: a hash of what they look like differs in 3 of 64 bits at most. Nothing is left out for it.</p>
<dl class="facts">${found.map(({ place, there }) => html`<dt>like one ${place}</dt><dd>${foundText(there)}</dd>`)}</dl>
${found.map(({ place, there }) => cards(there.shown, thumbnails, () => html`<div><dt>image</dt><dd>like one ${place}</dd></div>`))}`;
}

function foundText({ samples, images, shown }: FoundSamples): string {
  return questionsAbout({ samples, images: shown.some((one) => hashesNamed(one).length > 0) ? images : 0 });
}

function leftOutText({ provenance }: Report): string {
  const { train, validation } = provenance.dataset.counts;
  const parts = Object.entries({ training: train, validation }).flatMap(([split, counts]) =>
    Object.entries(counts?.linesLeftOut ?? {}).map(
      ([reason, count]) => `${counted(count, `${split} line`)} (${reason})`,
    ),
  );
  const left = parts.length === 0 ? 'No training line was left out.' : `Left out of training: ${parts.join(', ')}.`;
  const told = (train?.linesWithMetadata ?? 0) + (validation?.linesWithMetadata ?? 0);
  return told === 0
    ? left
    : `${left} ${counted(told, 'line')} passed on as they were hold images with metadata (EXIF, XMP or the like).`;
}

type Worst = Audit['worstSlices'];

function worstPart(worst: Worst, report: Report, thumbnails: Thumbnails): Html | undefined {
  const { candidate, metric, slices } = worst;
  if (slices.length === 0) return undefined;
  return html`<h3>Where ${swatch(candidate, report)}${candidate} is worst <small>by ${metricText(metric)}, of slices with ${counted(minimumClusters, unitOf(report))} or more</small></h3>
${slices.map((slice) => worstSlice(slice, worst, report, thumbnails))}`;
}

function worstSlice(
  slice: Worst['slices'][number],
  { candidate, metric }: Worst,
  report: Report,
  thumbnails: Thumbnails,
) {
  const { dimension, value, samples, mean, shown } = slice;
  const against = report.candidates.find(({ name }) => name === report.comparison?.against);
  const theirs = against?.slices.find((one) => one.dimension === dimension && one.value === value)?.scores[metric]
    ?.mean;
  return html`<p class="slice"><small>${dimension}</small> <bdi>${value}</bdi>: <span class="score">${percent(mean)}</span> of ${counted(samples, 'question')}${against && html` <small>${against.name} ${percent(theirs)}</small>`}</p>
${cards(shown, thumbnails, ({ answer }) => html`<div class="answer wrong"><dt>${swatch(candidate, report)}${candidate}</dt><dd dir="auto">${foreign(answer)}</dd></div>`)}`;
}

function countOf(shown: number, all: number, one = 'question', several = `${one}s`): string {
  if (all === 0) return 'none';
  return shown < all ? `the first ${whole(shown)} of ${whole(all)}` : `${whole(all)} ${all === 1 ? one : several}`;
}

function cards<T extends ShownSample>(
  shown: readonly T[],
  thumbnails: Thumbnails,
  row: (sample: T) => Html,
): Html | undefined {
  if (shown.length === 0) return undefined;
  return html`<ol class="gallery">${shown.map((sample) => {
    return html`${cardStart(sample)}
${cover(sample, thumbnails)}
<div>${earlierPart(sample)}<div class="question" dir="auto">${foreign(sample.question)}</div>
<dl><div class="target"><dt>target</dt><dd dir="auto">${foreign(sample.targets.join(' | '))}</dd></div>${row(sample)}</dl></div></li>`;
  })}</ol>`;
}
