import { imageColumns, itemColumns } from '../../data/columns.ts';
import type { RunSpec } from '../../spec/run-spec.ts';
import type { Finding } from '../../spec/spec-issues.ts';
import { rules } from '../grading.ts';
import { imageVariableIn, type PromptMessageSpec } from './openai-models.ts';
import type { GraderSpec } from './schema.ts';
import { itemNames, itemNamesIn, parseTemplate } from './template.ts';

/** Names that other metrics and raters have; scores by name have those of every object too, such as constructor. */
const reserved: readonly string[] = [...rules, 'judge'];

/** What is wrong with the names of graders, their models and their templates. */
export function checkGraders(spec: RunSpec): Finding[] {
  const { graders, data } = spec;
  const taken = Object.keys(graders)
    .filter((name) => reserved.includes(name) || name in {})
    .map((name) => ({ path: ['graders', name], message: `"${name}" is taken. Choose another name.` }));
  const unknown = Object.entries(graders).flatMap(([name, grader]) => [
    ...checkTemplates(name, grader, data),
    ...checkImages(name, grader, data),
  ]);
  return [...taken, ...unknown, ...checkModels(spec)];
}

function checkTemplates(name: string, grader: GraderSpec, data: RunSpec['data']): Finding[] {
  const known = itemNames(itemColumns(data), Object.keys(data.slices));
  return templatesOf(grader).flatMap(({ path, text }) =>
    itemNamesIn(parseTemplate(text))
      .filter((variable) => !known.includes(variable))
      .map((variable) => ({
        path: ['graders', name, ...path],
        message: `no item.${variable} is known. There are item.${known.join(', item.')}; name the columns of the data by data.columns.`,
      })),
  );
}

function templatesOf(grader: GraderSpec): { path: PropertyKey[]; text: string }[] {
  switch (grader.type) {
    case 'string_check':
    case 'text_similarity':
      return [
        { path: ['input'], text: grader.input },
        { path: ['reference'], text: grader.reference },
      ];
    case 'label_model':
    case 'score_model':
      return grader.input.flatMap(({ content }, index) =>
        textsIn(content).map((text) => ({ path: ['input', index, 'content'], text })),
      );
    default:
      return [];
  }
}

function textsIn(content: PromptMessageSpec['content']): string[] {
  return [content].flat().flatMap((part) => {
    if (typeof part === 'string') return part;
    return part.type === 'input_image' ? [] : part.text;
  });
}

/** An image of the item goes by the name of its column, or by one of those that everybody understands. */
function checkImages(name: string, grader: GraderSpec, data: RunSpec['data']): Finding[] {
  if (grader.type !== 'label_model' && grader.type !== 'score_model') return [];
  const known = [...new Set([...imageColumns(data), 'image', 'image_url'])];
  return grader.input.flatMap(({ content }, index) =>
    imagesIn(content)
      .filter((variable) => !known.includes(variable))
      .map((variable) => ({
        path: ['graders', name, 'input', index, 'content'],
        message: `no image is called item.${variable}. The image of the question is item.${known.join(' or item.')}.`,
      })),
  );
}

function imagesIn(content: PromptMessageSpec['content']): string[] {
  return [content].flat().flatMap((part) => {
    if (typeof part === 'string' || part.type !== 'input_image') return [];
    return imageVariableIn(part.image_url) ?? [];
  });
}

function checkModels({ graders, providers }: RunSpec): Finding[] {
  const names = Object.keys(providers);
  return Object.entries(graders).flatMap(([name, grader]): Finding[] => {
    if (grader.type !== 'label_model' && grader.type !== 'score_model') return [];
    const { model, provider } = grader;
    const tuned = {
      path: ['graders', name, 'model'],
      message: 'only a candidate can be "tuned". Name a model that exists.',
    };
    const unknown = {
      path: ['graders', name, 'provider'],
      message: `no provider is called "${provider}". There are: ${names.join(', ')}.`,
    };
    const isKnown = provider === undefined || names.includes(provider);
    return [...(model === 'tuned' ? [tuned] : []), ...(isKnown ? [] : [unknown])];
  });
}

/** Finds a metric that cannot decide a comparison. */
export function checkMetric(metric: string, path: readonly PropertyKey[], graders: RunSpec['graders']): Finding[] {
  const known = ['exact', 'normalised', ...Object.keys(graders)];
  if (metric === 'contains') return [{ path, message: `"contains" is shown and never decides. ${thereAre(known)}` }];
  return known.includes(metric)
    ? []
    : [{ path, message: `no rule or grader is called "${metric}". ${thereAre(known)}` }];
}

function thereAre(known: readonly string[]): string {
  return `There are: ${known.join(', ')}.`;
}
