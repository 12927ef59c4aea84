import { shutdownText } from '../models/shutdown.ts';
import { counted, whole } from '../report/words/format.ts';
import { because } from '../report/words/reason-words.ts';
import type { Capture, CapturedCandidate } from './capture.ts';

/** What a capture holds, in a few lines for a person. */
export function captureLines(capture: Capture, now: number): string[] {
  const { run, outcome, candidates, dataset, repeats } = capture;
  const samples = Object.entries(dataset.samples).map(([split, count]) => `${whole(count)} ${split}`);
  const times = repeats > 1 ? `, ${repeats} times each` : '';
  return [
    `Capture ${run}: ${outcome}. Samples: ${samples.join(', ') || 'none'}${times}.`,
    ...candidates.flatMap((candidate) => candidateLines(candidate, now)),
  ];
}

function candidateLines(candidate: CapturedCandidate, now: number): string[] {
  const {
    name,
    model,
    gone,
    provider,
    shutdownDate: date,
    asked,
    answered,
    refused,
    failed,
    missing,
    reused,
    reasons,
  } = candidate;
  const others = [
    refused > 0 ? `${whole(refused)} refused` : '',
    failed > 0 ? `${whole(failed)} failed` : '',
    missing > 0 ? `${whole(missing)} never asked` : '',
    reused > 0 ? `${whole(reused)} taken over from earlier runs` : '',
  ].filter((text) => text !== '');
  const tokens = candidate.promptTokens + candidate.completionTokens;
  return [
    `  ${name} (${model}): ${whole(answered)} of ${counted(asked, 'answer')}${others.map((text) => `, ${text}`).join('')}${because(reasons)}; ${counted(tokens, 'token')}.`,
    ...(gone === undefined ? [] : [`    It cannot be asked (any more): ${gone}.`]),
    ...(date === undefined ? [] : [`    ${shutdownText({ provider, model, date }, now)}.`]),
  ];
}
