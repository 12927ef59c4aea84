import { isRater } from '../grading/rating.ts';
import { aboutTokens, counted, money, whole } from '../report/words/format.ts';
import type { Estimate, EstimatedCalls, EstimatedTraining, MoneyRange } from './estimate-schema.ts';

/** What a run will probably take, in lines that are short enough for a terminal that is narrow. */
export function estimateLines(estimate: Estimate): string[] {
  const { questions, measured, unseenImages, asked, training, cost, time } = estimate;
  return [
    `Estimate of ${counted(questions, 'question')}`,
    ...(measured ? [`  by a look at ${whole(measured.rows)} of ${counted(measured.of, 'row')}`] : []),
    ...(unseenImages ? unseenLines(unseenImages) : []),
    ...asked.flatMap(linesOfCalls),
    ...(training ? linesOfTraining(training) : []),
    ...(cost ? linesOfCost(cost) : ['money: not known, since the spec names no prices']),
    ...linesOfTime(time, training),
  ];
}

function unseenLines(images: number): string[] {
  const side = whole(1024);
  return [
    `  ${counted(images, 'image')} not fetched from an address yet,`,
    `  each taken for one of ${side} × ${side} pixels`,
  ];
}

function linesOfCalls(calls: EstimatedCalls): string[] {
  const { who, model, calls: count, imagesBy, thoughts, typicalOf, cost, answeredBy } = calls;
  const most = isRater(who) ? 'at most ' : '';
  return [
    `${who}: ${most}${counted(count, 'call')} to ${model}`,
    ...freeBy('as answered in', answeredBy),
    `  in ${sent(calls)}`,
    ...(imagesBy === undefined ? [] : [`    images as ${imagesBy} says`]),
    `  out ${received(calls)}`,
    ...(thoughts === undefined ? [] : [`    thoughts among them: at most ${whole(thoughts)} a call`]),
    ...(typicalOf === undefined ? [] : [`    as long as in run ${typicalOf}`]),
    ...(cost && answeredBy === undefined ? [`  ${range(cost)}`] : []),
  ];
}

function freeBy(how: string, run: string | undefined): string[] {
  return run === undefined ? [] : [`  probably free: ${how} run ${run}`];
}

function sent({ textTokens, imageTokens }: EstimatedCalls): string {
  if (imageTokens === undefined) return `${aboutTokens(textTokens)}, and images: not known yet`;
  const images = imageTokens === 0 ? '' : ` (${about(imageTokens)} for images)`;
  return `${aboutTokens(textTokens + imageTokens)}${images}`;
}

function received({ answerTokens: { typical, most } }: EstimatedCalls): string {
  return `${aboutTokens(typical)}, ${most === undefined ? 'without a bound' : `at most ${about(most)}`}`;
}

function about(tokens: number): string {
  return aboutTokens(tokens).replace(/ tokens?$/, '');
}

/** Who has chosen the epochs, where the spec leaves that to who trains. */
const autoBy = { spec: '', provider: ' (auto, as OpenAI documents)', sandbox: ' (auto, as the sandbox takes)' };

function linesOfTraining(training: EstimatedTraining): string[] {
  const { model, lines, tokens, epochs, epochsBy, imagesKnown, trainedBy, cost } = training;
  return [
    `training: ${counted(lines, 'line')} for ${model}`,
    ...freeBy('as trained in', trainedBy),
    `  ${aboutTokens(tokens)} × ${counted(epochs, 'epoch')}${autoBy[epochsBy]}`,
    ...(imagesKnown ? [] : ['  and images: nobody knows what they take of this model']),
    ...(cost && trainedBy === undefined ? [`  ${range(cost)}`] : []),
  ];
}

function linesOfCost({ totals, unpriced, unknown }: NonNullable<Estimate['cost']>): string[] {
  const isFree = totals.length + unpriced.length + unknown.length === 0;
  return [
    `money: ${totals.length > 0 ? totals.map(range).join(' + ') : isFree ? 'probably none' : 'not known'}`,
    ...(isFree ? [] : ['  at the prices of the spec']),
    ...unpriced.map((what) => `  no price for ${what}`),
    ...unknown.map((what) => `  tokens not known for ${what}`),
  ];
}

function linesOfTime({ seconds, perCall, like }: Estimate['time'], training: EstimatedTraining | undefined): string[] {
  const trains = training && training.trainedBy === undefined;
  return [
    seconds === 0 ? 'time: nobody has to be asked' : `time: about ${duration(seconds)} of calls`,
    ...(seconds === 0 ? [] : [`  at ${perCall.seconds} s and ${perCall.tokensPerSecond} tokens a second each`]),
    ...(trains && !like ? ['  and the training, of which no earlier run tells'] : []),
    ...(like ? [`  run ${like.run} trained the same: ${duration(like.seconds)} in all`] : []),
  ];
}

function range({ currency, typical, most }: MoneyRange): string {
  const usual = money({ currency, amount: typical });
  const highest = money({ currency, amount: most });
  return usual === highest ? usual : `${usual}, at most ${highest}`;
}

/** Such as `40 s`, `12 min` or `2 h 5 min`. */
function duration(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
