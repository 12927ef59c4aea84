import { rules } from '../grading.ts';
import type { RunSpec } from '../run-spec.ts';
import type { Finding } from '../spec-issues.ts';
import type { GraderSpec } from './schema.ts';
import { itemNames, itemNamesIn, parseTemplate } from './template.ts';

/** What is wrong with the names of graders, and with their templates. */
export function checkGraders({ graders, data }: RunSpec): Finding[] {
  const taken = Object.keys(graders)
    .filter((name) => (rules as readonly string[]).includes(name))
    .map((name) => ({
      path: ['graders', name],
      message: `the rule "${name}" is always there. Choose another name.`,
    }));
  const unknown = Object.entries(graders).flatMap(([name, grader]) => checkTemplates(name, grader, data));
  return [...taken, ...unknown];
}

function checkTemplates(name: string, grader: GraderSpec, data: RunSpec['data']): Finding[] {
  const known = itemNames(data.columns, Object.keys(data.slices));
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
    default:
      return [];
  }
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
