import { isRater } from '../grading/rating.ts';
import { aboutTokens, counted, money, whole } from '../report/words/format.ts';
import type { Estimate, EstimatedCalls, EstimatedTraining, MoneyRange } from './estimate-schema.ts';

/** What a run will probably take, in lines for a terminal that may be narrow. */
export function estimateLines(estimate: Estimate): string[] {
  const { questions, measured, asked, training, cost, time } = estimate;
  const looked = measured ? `, judged by ${whole(measured.rows)} of ${counted(measured.of, 'row')}` : '';
  return [
    `Estimate of ${counted(questions, 'question')}${looked}:`,
    ...asked.flatMap(linesOfCalls),
    ...(training ? linesOfTraining(training) : []),
    ...(cost ? linesOfCost(cost) : ['money: not known, since the spec names no prices']),
    ...linesOfTime(time, training),
  ];
}

function linesOfCalls(calls: EstimatedCalls): string[] {
  const { who, model, calls: count, cost, answeredBy } = calls;
  const most = isRater(who) ? 'at most ' : '';
  return [
    `${who}: ${most}${counted(count, 'call')} to ${model}`,
    ...(answeredBy === undefined ? [] : [`  probably free: as answered in run ${answeredBy}`]),
    `  in ${sent(calls)}`,
    `  out ${received(calls)}`,
    ...(cost && answeredBy === undefined ? [`  ${range(cost)}`] : []),
  ];
}

function about(tokens: number): string {
  return aboutTokens(tokens).replace(/ tokens?$/, '');
}

function sent({ textTokens, imageTokens, imagesBy }: EstimatedCalls): string {
  if (imageTokens === undefined) {
    return `${aboutTokens(textTokens)}, and those of images, which nobody knows of this model before its probe`;
  }
  const by = imagesBy === undefined ? '' : `, as ${imagesBy} says`;
  const images = imageTokens === 0 ? '' : ` (${about(imageTokens)} for images${by})`;
  return `${aboutTokens(textTokens + imageTokens)}${images}`;
}

function received({ answerTokens: { typical, most }, thoughts, typicalOf }: EstimatedCalls): string {
  const like = typicalOf === undefined ? '' : ` as in run ${typicalOf}`;
  const bound = most === undefined ? ', without a bound' : `, at most ${about(most)}`;
  const thinks = thoughts === undefined ? '' : ` (${whole(thoughts)} a call for thoughts)`;
  return `${aboutTokens(typical)}${like}${bound}${thinks}`;
}

function linesOfTraining({
  model,
  lines,
  tokens,
  epochs,
  epochsBy,
  imagesKnown,
  trainedBy,
  cost,
}: EstimatedTraining): string[] {
  const by = epochsBy === 'spec' ? '' : ' (auto: as OpenAI documents its choice)';
  return [
    `training: ${counted(lines, 'line')} for ${model}, ${counted(epochs, 'epoch')}${by}`,
    ...(trainedBy === undefined ? [] : [`  probably free: as trained in run ${trainedBy}`]),
    `  ${aboutTokens(tokens)} × ${epochs}${imagesKnown ? '' : ', and those of images, which nobody knows of this model'}`,
    ...(cost && trainedBy === undefined ? [`  ${range(cost)}`] : []),
  ];
}

function linesOfCost({ totals, unpriced, unknown }: NonNullable<Estimate['cost']>): string[] {
  return [
    `money: ${totals.length > 0 ? totals.map(range).join(' + ') : 'not known'}, at the prices of the spec`,
    ...(unpriced.length > 0 ? [`  no price given for ${unpriced.join(', ')}`] : []),
    ...(unknown.length > 0 ? [`  tokens not known for ${unknown.join(', ')}`] : []),
  ];
}

function linesOfTime({ seconds, perCall, like }: Estimate['time'], training: EstimatedTraining | undefined): string[] {
  const assumed = `at ${perCall.seconds} s and ${perCall.tokensPerSecond} tokens a second a call`;
  const trains = training && training.trainedBy === undefined;
  return [
    seconds === 0 ? 'time: nobody has to be asked' : `time: about ${duration(seconds)} of calls, ${assumed}`,
    ...(trains && !like ? ['  and the training, of which no earlier run tells'] : []),
    ...(like ? [`  run ${like.run}, which trained the same, took ${duration(like.seconds)} in all`] : []),
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
