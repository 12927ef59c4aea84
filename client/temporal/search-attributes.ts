import type { Client } from '@temporalio/client';
import { searchAttributes } from '../../workflows/contract.ts';

// INDEXED_VALUE_TYPE_KEYWORD, the type of all of ours.
const keyword = 2;

/** Whether the namespace knows all of them, in our types: a run that sets another one would be stuck. */
export async function areRegistered(client: Client): Promise<boolean> {
  try {
    const { namespace } = client.options;
    const { customAttributes } = await client.connection.operatorService.listSearchAttributes({ namespace });
    return Object.values(searchAttributes).every(({ name }) => customAttributes[name] === keyword);
  } catch {
    // Managed servers keep the operator's service to themselves.
    return false;
  }
}
