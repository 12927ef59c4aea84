import type { ModelObject } from './wire.ts';

/** What a base model of the sandbox can do. */
interface BaseModel {
  id: string;
  created: number;
  fineTunable: boolean;
}

const BASE_MODELS: readonly BaseModel[] = [
  { id: 'gpt-4o-2024-08-06', created: 1722816000, fineTunable: true },
  { id: 'gpt-4.1-2025-04-14', created: 1744316542, fineTunable: true },
  { id: 'gpt-4.1-mini-2025-04-14', created: 1744317547, fineTunable: true },
  { id: 'gpt-4o-mini-2024-07-18', created: 1721172717, fineTunable: true },
  { id: 'gpt-5', created: 1754425777, fineTunable: false },
  { id: 'gpt-5.1', created: 1762800673, fineTunable: false },
  { id: 'gpt-6-astra', created: 1788393600, fineTunable: false },
  { id: 'gpt-6-luna', created: 1791936000, fineTunable: false },
  // Names that OpenAI's examples of graders ask for; the guide gives one of them a date that no model has.
  { id: 'gpt-4.1-nano-2025-04-14', created: 1744321025, fineTunable: false },
  { id: 'gpt-5-mini', created: 1754425928, fineTunable: false },
  { id: 'o1-2024-12-17', created: 1734326976, fineTunable: false },
  { id: 'o3-2025-04-16', created: 1744133301, fineTunable: false },
  { id: 'o3-mini-2024-01-31', created: 1738010200, fineTunable: false },
  { id: 'o3-mini-2025-01-31', created: 1738010200, fineTunable: false },
  { id: 'o4-mini-2025-04-16', created: 1744133506, fineTunable: false },
  { id: 'sandbox-judge', created: 1764000000, fineTunable: false },
];

const ALIASES: Readonly<Record<string, string>> = {
  'gpt-4o': 'gpt-4o-2024-08-06',
  'gpt-4o-mini': 'gpt-4o-mini-2024-07-18',
  'gpt-4.1': 'gpt-4.1-2025-04-14',
  'gpt-4.1-mini': 'gpt-4.1-mini-2025-04-14',
};

const ECHO = /^echo-(\d{1,6})$/;

/** The snapshot that a name stands for now: aliases are resolved, every other name stays. */
export const resolveAlias = (name: string): string =>
  (Object.hasOwn(ALIASES, name) ? ALIASES[name] : undefined) ?? name;

/** The latency in milliseconds that the name of an echo model asks for, or undefined. */
export function echoLatency(name: string): number | undefined {
  const digits = ECHO.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** Whether `name` is a base model, by its snapshot's name. */
export const isBaseModel = (name: string): boolean => BASE_MODELS.some(({ id }) => id === name);

/** Whether a fine-tuning job can start from the snapshot `name`. */
export const isFineTunable = (name: string): boolean =>
  BASE_MODELS.some(({ id, fineTunable }) => id === name && fineTunable);

/** A base model, an alias or an echo model as the API shows it. */
export function describeModel(name: string): ModelObject | undefined {
  if (echoLatency(name) !== undefined) return toObject({ id: name, created: 1764000000, fineTunable: false });
  const model = BASE_MODELS.find(({ id }) => id === resolveAlias(name));
  return model === undefined ? undefined : toObject({ ...model, id: name });
}

/** All base models and aliases. */
export const listedModels = (): ModelObject[] =>
  [...BASE_MODELS.map(({ id }) => id), ...Object.keys(ALIASES)].flatMap((name) => describeModel(name) ?? []);

/** No model of the sandbox ever stops, whatever became of its namesake: a fault says so of one. */
const toObject = ({ id, created }: BaseModel): ModelObject => ({
  object: 'model',
  id,
  created,
  owned_by: 'system',
  shutdown_date: null,
});
