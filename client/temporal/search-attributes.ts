import type { Client } from '@temporalio/client';
import type { AttributeTypes } from '../../domain/health/attributes.ts';
import type { RunSpec } from '../../domain/spec/run-spec.ts';
import { searchAttributes } from '../../workflows/search-attributes.ts';

/** The types of ours by name. */
export const searchAttributeTypes: AttributeTypes = Object.fromEntries(
  Object.values(searchAttributes).map(({ name, type }) => [name, type]),
);

/** Types of search attributes, as the server numbers them. */
const types = ['UNSPECIFIED', 'TEXT', 'KEYWORD', 'INT', 'DOUBLE', 'BOOL', 'DATETIME', 'KEYWORD_LIST'];

/** Whether a run of a spec is to be found by them. */
export async function areSearched(client: Client, spec: Pick<RunSpec, 'searchAttributes'>): Promise<boolean> {
  return spec.searchAttributes !== 'none' && (await areRegistered(client));
}

/** Whether the namespace knows all of them, in our types: a run that sets another one would be stuck. */
async function areRegistered(client: Client): Promise<boolean> {
  try {
    const there = await registeredTypes(client);
    return Object.entries(searchAttributeTypes).every(([name, type]) => there[name] === type);
  } catch {
    // Managed servers keep the operator's service to themselves.
    return false;
  }
}

/** The types of all that the namespace knows besides the server's own. */
export async function registeredTypes(client: Client): Promise<AttributeTypes> {
  const { namespace } = client.options;
  const { customAttributes } = await client.connection.operatorService.listSearchAttributes({ namespace });
  const known = Object.entries(customAttributes).filter(([, type]) => type !== undefined && type !== null);
  return Object.fromEntries(known.map(([name, type]) => [name, types[type] ?? `${type}`]));
}

/** Registers some of ours, by name. */
export async function registerAttributes(client: Client, names: readonly string[]): Promise<void> {
  const { namespace } = client.options;
  const numbered = names.map((name) => [name, types.indexOf(searchAttributeTypes[name] ?? '')]);
  await client.connection.operatorService.addSearchAttributes({
    namespace,
    searchAttributes: Object.fromEntries(numbered),
  });
}
