import { invalid } from '../api-error.ts';
import { lastTurn, textOf } from '../learning/turn.ts';
import { wordsOf } from '../learning/words.ts';
import type { ToolChoice, ToolFunction } from '../wire/tools.ts';
import type { ChatRequest } from '../wire.ts';
import { nameWords } from './pair.ts';

/**
 * The function that a request has called: the one it names; where it only demands a call, the one that the last turn
 * speaks of, else the first; and where it leaves the choice, the one that the last turn speaks of, unless a tool has
 * answered already. Undefined when the reply is to be in words.
 */
export function calledFunction(request: ChatRequest): ToolFunction | undefined {
  const { tools, tool_choice: choice } = request;
  const { functions, mode } = allowed(
    (tools ?? []).map((tool) => tool.function),
    choice ?? 'auto',
  );
  if (mode === 'none') return undefined;
  const [first] = functions;
  if (first === undefined && mode === 'required') throw invalid(NO_TOOL, 'tool_choice', 'invalid_value');
  const turn = lastTurn(request.messages);
  const isAnswered = turn.some(({ role }) => role === 'tool');
  const spokenOf = isAnswered && mode === 'auto' ? undefined : mostSpokenOf(functions, turn.map(textOf).join('\n'));
  return spokenOf ?? (mode === 'required' ? first : undefined);
}

/** The request whose answer is the arguments of a function: its parameters are the schema that the reply must obey. */
export const askingForArguments = (request: ChatRequest, { name, parameters }: ToolFunction): ChatRequest => ({
  ...request,
  response_format: { type: 'json_schema', json_schema: { name, schema: parameters ?? { type: 'object' } } },
});

const NO_TOOL = "Invalid value for 'tool_choice': it asks for a function that 'tools' does not hold.";

interface Allowed {
  functions: readonly ToolFunction[];
  mode: 'none' | 'auto' | 'required';
}

function allowed(functions: readonly ToolFunction[], choice: ToolChoice): Allowed {
  if (typeof choice === 'string') return { functions, mode: choice };
  const { mode, tools } =
    choice.type === 'function' ? { mode: 'required' as const, tools: [choice] } : choice.allowed_tools;
  const names = tools.map((tool) => tool.function.name);
  return { functions: functions.filter(({ name }) => names.includes(name)), mode };
}

/** The function of whose name most words stand in the text, if any does. */
function mostSpokenOf(functions: readonly ToolFunction[], text: string): ToolFunction | undefined {
  const said = new Set(wordsOf(text));
  const counts = functions.map(({ name }) => nameWords(name).filter((word) => said.has(word)).length);
  const most = Math.max(0, ...counts);
  return most === 0 ? undefined : functions[counts.indexOf(most)];
}
