import { readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import type { RunSpec } from '../../domain/spec/run-spec.ts';
import { findContradictions } from '../../domain/spec/spec-checks.ts';
import type { Finding } from '../../domain/spec/spec-issues.ts';
import { type ReadSpec, readSpecText, SpecError, type SpecProblem } from '../../domain/spec/spec-text.ts';

export { SpecError } from '../../domain/spec/spec-text.ts';

/**
 * Reads a spec file, fills in its defaults and the texts it names. Throws {@link SpecError} with all that is wrong;
 * `check` finds what no single key shows.
 */
export async function loadSpec(
  file: string,
  check: (spec: RunSpec) => Finding[] = findContradictions,
): Promise<RunSpec> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new SpecError(file, [
      { key: '', message: `cannot be read (${error.code}). Give the path of a YAML or JSON file.` },
    ]);
  });
  const { spec, problemAt } = readSpecText(text, file);
  const problems: SpecProblem[] = [];
  const complete = await inlineTexts(spec, async (text, ...key) => {
    if (typeof text === 'string') return text;
    return readBeside(file, text.file).catch((error: Error) => {
      problems.push(problemAt([...key, 'file'], error.message));
      return '';
    });
  });
  problems.push(...check(complete).map(({ path, message }) => problemAt(path, message)));
  if (problems.length > 0) throw new SpecError(file, problems);
  return complete;
}

type Inline = (text: string | { file: string }, ...key: string[]) => Promise<string>;

async function inlineTexts(spec: ReadSpec['spec'], inline: Inline): Promise<RunSpec> {
  const { judge, ...rest } = spec;
  const { system: text, ...others } = rest.prompt;
  // The key stays where the spec has it, since what is pinned is a text.
  const prompt = text === undefined ? others : { system: await inline(text, 'prompt', 'system'), ...others };
  if (!judge) return { ...rest, prompt };
  const instructions = await inline(judge.rubric.instructions, 'judge', 'rubric', 'instructions');
  return { ...rest, prompt, judge: { ...judge, rubric: { ...judge.rubric, instructions } } };
}

/** A text below the folder of the spec; a link may not lead out of it. */
async function readBeside(specFile: string, name: string): Promise<string> {
  const folder = await realpath(path.dirname(specFile));
  const file = await realpath(path.join(folder, name)).catch(() => {
    throw new Error(`there is no file ${JSON.stringify(name)} beside the spec`);
  });
  if (!file.startsWith(folder + path.sep))
    throw new Error(`${JSON.stringify(name)} lies outside the folder of the spec`);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${JSON.stringify(name)} cannot be read (${error.code})`);
  });
  if (text.trim() === '') throw new Error(`${JSON.stringify(name)} is empty`);
  return text.trim();
}
