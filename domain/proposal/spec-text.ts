import { readSpecText } from '../spec/spec-text.ts';
import { foresightOf } from './foresight.ts';
import type { Proposal } from './proposal.ts';
import { because, comment, flow, scalar } from './yaml-text.ts';

const model = 'gpt-4o-2024-08-06';

/** What is told of a proposal beside it. */
export interface Told {
  /** The command that has made it. */
  command: string;
  /** What one calls the file. */
  file: string;
  /** Commands as they are to be given, for that file. */
  start: string;
  estimate: string;
}

/** A proposal as a run spec in YAML, with a comment for each choice. */
export function specText(proposal: Proposal, told: Told): string {
  const { spec } = readSpecText(textOf(proposal, told, undefined), told.file);
  return textOf(proposal, told, foresightOf(proposal, spec));
}

function textOf(proposal: Proposal, { command, start, estimate }: Told, foreseen: string | undefined): string {
  const { scoring } = proposal;
  return [
    ...comment(`Written by "${command}". It runs on the sandbox as it is: ${start}`),
    '# Each choice says why it was made; all keys stand in docs/run-spec.md.',
    `name: ${scalar(nameOf(proposal.data.name))}`,
    '',
    ...providerLines(estimate),
    '',
    'data:',
    ...indented(dataLines(proposal)),
    '',
    ...promptLines(proposal),
    ...fineTuneLines(proposal),
    '',
    ...judgeLines(scoring),
    ...graderLines(scoring),
    ...verdictLines(scoring, foreseen),
    '',
  ].join('\n');
}

/** Lower-case letters, digits and hyphens, at most 40. */
export function nameOf(text: string): string {
  const plain = text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-');
  return plain.replace(/^-+/, '').slice(0, 40).replace(/-+$/, '') || 'run';
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => (line === '' ? line : `  ${line}`));
}

function providerLines(estimate: string): string[] {
  return [
    '# Who trains, answers and judges. The sandbox is a program on this machine: it costs nothing, and its scores tell of',
    '# no other model. For OpenAI write openai here, give the worker OPENAI_API_KEY, and look first what it would take:',
    ...comment(estimate),
    'provider: sandbox',
    '# What you pay for a million tokens, for estimates in money and for a cap on it; these are examples.',
    '# providers:',
    '#   openai:',
    '#     prices:',
    `#       ${model}: { input: 2.5, output: 10, training: 25 }`,
    `#       "ft:${model}": { input: 3.75, output: 15 }`,
    '# limits: { spend: 20 } # the most that a run may cost; it wants fineTune.hyperparameters: { epochs: 3 }',
  ];
}

function dataLines({ data, splits, columns, take, spoilt }: Proposal): string[] {
  const rows = Object.entries(data.rows).map(([part, count]) =>
    part === 'all' ? `${count} rows` : `${part} ${count} rows`,
  );
  const seen =
    Object.values(data.rows).reduce((sum, count) => sum + count, 0) > data.looked
      ? `; ${data.looked} of them were looked at`
      : '';
  const source = { kind: data.kind, name: data.set, ...splits.source, ...data.reading };
  return [
    ...comment(`${rows.join(', ')}${seen}.`),
    ...because(`source: ${flow(source)}`, splits.split ? whereOf(data) : splits.why),
    ...(columns ? ['columns:', ...indented(columnLines(columns))] : []),
    ...(columns?.asked
      ? because(
          `slices: ${flow({ question: { column: columns.asked.column } })}`,
          `${columns.asked.questions} questions come again: each has a row of its own in the report`,
        )
      : []),
    ...(columns?.hosts
      ? because(
          `images: ${flow({ hosts: columns.hosts })}`,
          'the worker fetches pictures from these: leave out whom you do not trust',
        )
      : []),
    ...(splits.split ? because(`split: ${flow(splits.split)}`, splits.why) : []),
    ...(take ? because(`take: ${flow(take)}`, 'so that a first run takes minutes; leave it out for all') : []),
    ...(spoilt.length > 0
      ? because('badRows: leave', `${spoilt.join('; ')}: left out and counted; "stop" would refuse the data instead`)
      : []),
  ];
}

function whereOf({ set }: Proposal['data']): string {
  return set === undefined
    ? 'paths from the data folder, TEMPERA_DATA'
    : 'a split of the set; a run keeps to one commit';
}

function columnLines({ choices, hints }: NonNullable<Proposal['columns']>): string[] {
  return [
    ...choices.flatMap(({ key, value, why }) => because(`${key}: ${flow(value)}`, why)),
    ...hints.flatMap(comment),
  ];
}

function promptLines({ scoring: { system, kind }, data }: Proposal): string[] {
  // Conversations bring their own, by which they are trained on.
  if (data.kind === 'chat') return [];
  const why = `answers are ${kind}`;
  const lines =
    system === undefined
      ? [...comment(why), '# system: What the model should know of all questions.', 'question: "{question}"']
      : because(`system: ${scalar(system)}`, why);
  return ['prompt:', ...indented(lines), ''];
}

function fineTuneLines({ columns }: Proposal): string[] {
  return [
    `fineTune: { model: ${model} } # trained on the training rows; pin a model as here`,
    'candidates:',
    `  base: { model: ${model} }`,
    '  tuned: { model: tuned } # the one that this run makes',
    ...(columns?.showsImages
      ? ['  # Without pictures: how much the questions alone tell.', `  # blind: { model: ${model}, images: false }`]
      : []),
  ];
}

function judgeLines({ judges }: Proposal['scoring']): string[] {
  if (!judges) return ['# No judge: rules can tell what is right.'];
  return [
    '# A model that rates what no rule can tell: a call for each different answer. It decides nothing; leave it out to save it.',
    'judge:',
    `  model: ${model}`,
    '  rubric:',
    '    instructions: Compare the answer with the accepted answer. What counts is whether it means the same, not how it is put.',
    '    labels:',
    '      - { name: Same, meaning: "means the same; nothing that matters is missing" }',
    '      - { name: Partly, meaning: "the core is right, but something that matters is missing or wrong" }',
    '      - { name: Different, meaning: "means something else" }',
  ];
}

function graderLines({ metric, grader }: Proposal['scoring']): string[] {
  return grader ? ['graders:', `  ${metric}: ${flow(grader)}`] : [];
}

function verdictLines({ metric, why }: Proposal['scoring'], foreseen: string | undefined): string[] {
  return [
    ...(foreseen === undefined ? [] : comment(foreseen)),
    'verdict:',
    '  compare: tuned',
    '  against: base',
    ...indented(because(`metric: ${metric}`, why)),
    '  minimumEffect: 0.03 # differences below 3 points do not matter to you; say so before you look',
  ];
}
