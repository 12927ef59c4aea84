import { trainingRules } from './provider-rules.ts';
import type { RunSpec } from './run-spec.ts';
import { otherSlice } from './slice-rules.ts';
import { answerDimension } from './slices.ts';

/** Something wrong between the parts of a spec. */
export interface Contradiction {
  path: PropertyKey[];
  message: string;
}

/** What no single key shows: names that nothing carries, parts that need each other. */
export function findContradictions(spec: RunSpec): Contradiction[] {
  return [
    ...checkCandidates(spec),
    ...checkVerdict(spec),
    ...checkProviders(spec),
    ...checkPrompt(spec),
    ...checkRubric(spec),
    ...checkTraining(spec),
  ];
}

function checkCandidates({ candidates, fineTune }: RunSpec): Contradiction[] {
  if (Object.keys(candidates).length === 0)
    return [{ path: ['candidates'], message: 'expected at least one candidate' }];
  return Object.entries(candidates)
    .filter(([, { model }]) => model === 'tuned' && !fineTune)
    .map(([name]) => ({
      path: ['candidates', name, 'model'],
      message:
        '"tuned" is the model that this run makes, but the spec has no fineTune. Add it, or name a model that exists.',
    }));
}

function checkVerdict({ verdict, candidates, data }: RunSpec): Contradiction[] {
  if (!verdict) return [];
  const names = Object.keys(candidates);
  const unknown = (['compare', 'against'] as const)
    .filter((role) => !names.includes(verdict[role]))
    .map((role) => ({
      path: ['verdict', role],
      message: `no candidate is called "${verdict[role]}". There are: ${names.join(', ')}.`,
    }));
  const same =
    verdict.compare === verdict.against
      ? [{ path: ['verdict', 'against'], message: 'expected another candidate than verdict.compare' }]
      : [];
  const slices = Object.entries(verdict.slice ?? {}).flatMap(([dimension, name]) => checkSlice(dimension, name, data));
  return [...unknown, ...same, ...slices];
}

function checkSlice(dimension: string, name: string, data: RunSpec['data']): Contradiction[] {
  const path = ['verdict', 'slice', dimension];
  const rules = data.slices[dimension];
  if (dimension !== answerDimension && !rules) {
    const known = [answerDimension, ...Object.keys(data.slices)].join(', ');
    return [{ path, message: `no such dimension. There are: ${known}.` }];
  }
  if (rules && !Array.isArray(rules)) return [];
  const names = Array.isArray(rules) ? [...rules.map((rule) => rule.name), otherSlice] : ['open', 'closed'];
  return names.includes(name)
    ? []
    : [{ path, message: `no slice is called "${name}". There are: ${[...new Set(names)].join(', ')}.` }];
}

function checkProviders(spec: RunSpec): Contradiction[] {
  const uses: [PropertyKey[], string | undefined][] = [
    [['provider'], spec.provider],
    [['fineTune', 'provider'], spec.fineTune?.provider],
    [['judge', 'provider'], spec.judge?.provider],
    ...Object.entries(spec.candidates).map(([name, { provider }]): [PropertyKey[], string | undefined] => [
      ['candidates', name, 'provider'],
      provider,
    ]),
  ];
  const names = Object.keys(spec.providers);
  return uses
    .filter(([, name]) => name !== undefined && !names.includes(name))
    .map(([path, name]) => ({ path, message: `no provider is called "${name}". There are: ${names.join(', ')}.` }));
}

function checkPrompt({ prompt, data }: RunSpec): Contradiction[] {
  const missing = (['question', 'exampleQuestion'] as const)
    .filter((key) => !prompt[key].includes('{question}'))
    .map((key) => ({ path: ['prompt', key], message: 'expected {question} in it, where the question goes' }));
  const most = trainingRules.imagesPerExample - 1;
  const many =
    prompt.examples.length > most
      ? [{ path: ['prompt', 'examples'], message: `expected at most ${most}, got ${prompt.examples.length}` }]
      : [];
  const rows = prompt.examples.map(({ row }) => row);
  const twice = rows
    .map((row, index) => ({
      path: ['prompt', 'examples', index, 'row'],
      message: `row ${row} is an example already`,
      isTwice: rows.indexOf(row) < index,
    }))
    .filter(({ isTwice }) => isTwice)
    .map(({ path, message }) => ({ path, message }));
  const homeless =
    rows.length > 0 && !data.source.train
      ? [{ path: ['prompt', 'examples'], message: 'worked examples are rows of data.source.train, which is missing' }]
      : [];
  return [...missing, ...many, ...twice, ...homeless];
}

function checkRubric({ judge }: RunSpec): Contradiction[] {
  if (!judge) return [];
  const names = judge.rubric.labels.map(({ name }) => name);
  const twice = names.flatMap((name, index) =>
    names.indexOf(name) < index
      ? [{ path: ['judge', 'rubric', 'labels', index, 'name'], message: `"${name}" is a label already` }]
      : [],
  );
  const unknown = judge.rubric.examples.flatMap(({ label }, index) =>
    names.includes(label)
      ? []
      : [
          {
            path: ['judge', 'rubric', 'examples', index, 'label'],
            message: `no label is called "${label}". There are: ${names.join(', ')}.`,
          },
        ],
  );
  return [...twice, ...unknown];
}

function checkTraining({ fineTune, data }: RunSpec): Contradiction[] {
  return fineTune && !data.source.train
    ? [{ path: ['fineTune'], message: 'needs training data: data.source.train is missing' }]
    : [];
}
