import { answerDimension } from '../data/slices.ts';
import { hasSplit, splitsMade } from '../data/splitting/split-names.ts';
import { checkGraders } from '../grading/graders/checks.ts';
import { checkParameters } from '../models/parameter-checks.ts';
import { checkAgreement } from './agreement-checks.ts';
import { checkChat } from './chat-checks.ts';
import { checkComparisons } from './comparison-checks.ts';
import { trainingRulesOf } from './provider-kinds.ts';
import type { RunSpec } from './run-spec.ts';
import type { Finding } from './spec-issues.ts';
import { checkSpend } from './spend-checks.ts';
import { checkStoredAnswers } from './stored-checks.ts';
import { checkTunedBy } from './tuned-by.ts';

/** What no single key shows: names that nothing carries, parts that need each other. */
export function findContradictions(spec: RunSpec): Finding[] {
  return [
    ...checkCandidates(spec),
    ...checkTunedModel(spec),
    ...checkTunedBy(spec),
    ...checkChat(spec),
    ...checkStoredAnswers(spec),
    ...checkAgreement(spec),
    ...checkSlices(spec),
    ...checkComparisons(spec),
    ...checkGraders(spec),
    ...checkParameters(spec),
    ...checkSplit(spec),
    ...checkProviders(spec),
    ...checkPrompt(spec),
    ...checkRubric(spec),
    ...checkTraining(spec),
    ...checkSpend(spec),
  ];
}

function checkCandidates({ candidates }: RunSpec): Finding[] {
  const isEmpty = Object.keys(candidates).length === 0;
  return isEmpty ? [{ path: ['candidates'], message: 'expected at least one candidate' }] : [];
}

function checkTunedModel({ candidates, fineTune, judge, provider }: RunSpec): Finding[] {
  const trainer = fineTune?.provider ?? provider;
  const tuned = Object.entries(candidates).filter(([, { model, answers }]) => model === 'tuned' && !answers);
  const missing = tuned
    .filter(() => !fineTune)
    .map(([name]) => ({
      path: ['candidates', name, 'model'],
      message:
        '"tuned" is the model that this run makes, but the spec has no fineTune. Add it, or name a model that exists.',
    }));
  const elsewhere = tuned
    .filter(([, candidate]) => fineTune && (candidate.provider ?? trainer) !== trainer)
    .map(([name]) => ({
      path: ['candidates', name, 'provider'],
      message: `the tuned model answers where it is trained, which is "${trainer}". Leave this key out.`,
    }));
  const others = { fineTune, judge };
  const misplaced = (['fineTune', 'judge'] as const)
    .filter((part) => others[part]?.model === 'tuned')
    .map((part) => ({ path: [part, 'model'], message: 'only a candidate can be "tuned". Name a model that exists.' }));
  return [...missing, ...elsewhere, ...misplaced];
}

function checkSlices({ data }: RunSpec): Finding[] {
  return Object.hasOwn(data.slices, answerDimension)
    ? [
        {
          path: ['data', 'slices', answerDimension],
          message: `the dimension "${answerDimension}" is always there. Choose another name.`,
        },
      ]
    : [];
}

function checkProviders(spec: RunSpec): Finding[] {
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

function checkPrompt(spec: RunSpec): Finding[] {
  const { prompt, data } = spec;
  const missing = (['question', 'exampleQuestion'] as const)
    .filter((key) => !prompt[key].includes('{question}'))
    .map((key) => ({ path: ['prompt', key], message: 'expected {question} in it, where the question goes' }));
  const most = trainingRulesOf(spec).imagesPerExample - 1;
  const many =
    prompt.examples.length > most
      ? [{ path: ['prompt', 'examples'], message: `expected at most ${most}, got ${prompt.examples.length}` }]
      : [];
  const rows = prompt.examples.map(({ row }) => row);
  const twice = rows.flatMap((row, index) =>
    rows.indexOf(row) < index
      ? [{ path: ['prompt', 'examples', index, 'row'], message: `row ${row} is an example already` }]
      : [],
  );
  const homeless =
    rows.length > 0 && !hasSplit(data, 'train')
      ? [{ path: ['prompt', 'examples'], message: 'worked examples are rows of data.source.train, which is missing' }]
      : [];
  return [...missing, ...many, ...twice, ...homeless];
}

function checkRubric({ judge }: RunSpec): Finding[] {
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
            message: `no label is called "${label}". There are: ${[...new Set(names)].join(', ')}.`,
          },
        ],
  );
  return [...twice, ...unknown];
}

function checkSplit({ on, data }: RunSpec): Finding[] {
  const unlabelled = hasSplit(data, 'unlabelled') ? '. Unlabelled rows are asked by tempera capture alone' : '';
  const message = `there is no ${on} split: data.source.${on} is missing${unlabelled}`;
  return [...(hasSplit(data, on) ? [] : [{ path: ['on'], message }]), ...checkSplitRule(data)];
}

function checkSplitRule({ source, split: rule }: RunSpec['data']): Finding[] {
  if ((source.all === undefined) !== (rule === undefined)) {
    const message =
      source.all === undefined
        ? 'needs data.source.all, whose rows are split'
        : 'needs data.split, which tells its rows apart';
    return [{ path: source.all === undefined ? ['data', 'split'] : ['data', 'source', 'all'], message }];
  }
  const twice = rule ? splitsMade(rule).filter((split) => 'shares' in rule && source[split] !== undefined) : [];
  return twice.map((split) => ({
    path: ['data', 'split', 'shares', split],
    message: `the ${split} split has files of its own: data.source.${split}`,
  }));
}

function checkTraining({ fineTune, data }: RunSpec): Finding[] {
  return fineTune && !hasSplit(data, 'train')
    ? [{ path: ['fineTune'], message: 'needs training data: data.source.train is missing' }]
    : [];
}
