/** Where the live API, or an example of the document's own, has what the document's schemas do not allow. */

type Node = Record<string, unknown>;
type Schemas = Record<string, { properties: Record<string, Node> }>;

/** Changes the schemas of the document in place. */
export function giveLeeway(all: Record<string, Node>): void {
  const schemas = all as Schemas;
  const properties = (name: string) => schemas[name]?.properties ?? {};
  const job = properties('FineTuningJob');
  // Healthy jobs carry an error object of nulls.
  job['error'] = { type: 'object', required: ['code', 'message', 'param'] };
  job['status'] = { enum: [...(job['status'] as { enum: string[] }).enum, 'paused'] };
  for (const list of ['ListFilesResponse', 'ChatCompletionList', 'ChatCompletionMessageList'])
    for (const end of ['first_id', 'last_id']) properties(list)[end] = { type: ['string', 'null'] };
  // Stored messages are those of all roles.
  const { allOf } = (properties('ChatCompletionMessageList')['data'] as { items: { allOf: Node[] } }).items;
  const role = { enum: ['system', 'developer', 'user', 'assistant', 'tool'] };
  const message = schemas['ChatCompletionResponseMessage'];
  allOf[0] = { ...message, properties: { ...message?.properties, role } };
}
