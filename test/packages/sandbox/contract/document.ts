import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { giveLeeway } from './leeway.ts';

/** The excerpt of OpenAI's OpenAPI document, to check bodies against. */

type Node = Record<string, unknown>;

export const DOCUMENT = new URL('../../../fixtures/openai-openapi/openapi.json', import.meta.url);
const document: { paths: Record<string, Record<string, Node>>; components: { schemas: Record<string, Node> } } =
  JSON.parse(readFileSync(DOCUMENT, 'utf8'));

giveLeeway(document.components.schemas);

const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
ajv.addSchema(document, 'openai');

/** All operations, such as `GET /files/{file_id}`. */
export const OPERATIONS = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
);

/** The operation that a call is one of; undefined when the excerpt has none. */
export const operationOf = (method: string, path: string): string | undefined =>
  OPERATIONS.find((operation) => {
    const [verb, template = ''] = operation.split(' ');
    return verb === method && new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`).test(path);
  });

/** What is wrong with a response, in words; empty when nothing is. */
export function faultsOf(operation: string, status: number, body: unknown): string[] {
  const validate =
    status < 400
      ? validatorFor(operation, 'application/json')
      : ajv.getSchema('openai#/components/schemas/ErrorResponse');
  return wordsOf(`${operation} ${status}`, validate, body);
}

/** What is wrong with the events of a streamed response, in words; empty when nothing is. */
export function eventFaultsOf(operation: string, stream: string): string[] {
  const validate = validatorFor(operation, 'text/event-stream');
  const events = stream.split('\n\n').flatMap((event) => /^data: (.*)$/m.exec(event)?.[1] ?? []);
  const bodies = events.filter((data) => data !== '[DONE]').map((data) => JSON.parse(data));
  if (bodies.length < 2 || validate === undefined) return [`${operation} has no stream of events`];
  return bodies.flatMap((body) => wordsOf(`${operation} ${body.type ?? 'chunk'}`, validate, body));
}

function wordsOf(what: string, validate: ValidateFunction | undefined, body: unknown): string[] {
  if (validate === undefined || validate(body) === true) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${what}: ${instancePath} ${message}`);
}

function validatorFor(operation: string, type: 'application/json' | 'text/event-stream'): ValidateFunction | undefined {
  const [method = '', path = ''] = operation.split(' ');
  const escaped = path.replaceAll('/', '~1').replaceAll('{', '%7B').replaceAll('}', '%7D');
  const kind = type.replace('/', '~1');
  return ajv.getSchema(`openai#/paths/${escaped}/${method.toLowerCase()}/responses/200/content/${kind}/schema`);
}

const graders: Readonly<Record<string, string>> = {
  string_check: 'GraderStringCheck',
  text_similarity: 'GraderTextSimilarity',
  label_model: 'GraderLabelModel',
  score_model: 'GraderScoreModel',
};

/** What is wrong with a grader by the schema of its type, in words; empty when nothing is. */
export function graderFaultsOf(grader: object): string[] {
  const type = 'type' in grader ? String(grader.type) : '';
  const validate = ajv.getSchema(`openai#/components/schemas/${graders[type]}`);
  if (validate === undefined) return [`no schema of type ${type}`];
  return validate(grader)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
