import type { Client } from '@temporalio/client';
import type { RunSpec } from '../domain/spec/run-spec.ts';
import { searchAttributes } from '../workflows/contract.ts';

/** Whether the namespace knows all of them: a run that sets an unknown one would be stuck. */
export async function areRegistered(client: Client): Promise<boolean> {
  try {
    const { namespace } = client.options;
    const { customAttributes } = await client.connection.operatorService.listSearchAttributes({ namespace });
    return Object.values(searchAttributes).every(({ name }) => name in customAttributes);
  } catch {
    // Managed servers keep the operator's service to themselves.
    return false;
  }
}

/** What is known of a run before it starts. */
export function attributesOf(spec: RunSpec) {
  return [
    { key: searchAttributes.stage, value: 'planning' },
    { key: searchAttributes.dataSet, value: spec.data.source.test },
    ...(spec.fineTune ? [{ key: searchAttributes.baseModel, value: spec.fineTune.model }] : []),
  ];
}
