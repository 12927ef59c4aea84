import type { Client } from '@temporalio/client';
import { attributesFinding, missingAttributes } from '../../domain/health/attributes.ts';
import { type Finding, mend, ok, unknown } from '../../domain/health/finding.ts';
import { registerAttributes, registeredTypes, searchAttributeTypes } from '../temporal/search-attributes.ts';

/** What the server says of itself and of our namespace, which it may not have. */
export async function serverFindings(client: Client, address: string): Promise<Finding[]> {
  const { namespace } = client.options;
  const { serverVersion } = await client.workflowService.getSystemInfo({});
  const server = ok('server', `${address} answers${serverVersion ? `, version ${serverVersion}` : ''}`);
  try {
    await client.workflowService.describeNamespace({ namespace });
    return [server, ok('namespace', namespace)];
  } catch (error) {
    const { details = String(error) } = error as { details?: string };
    const remedy = `Set TEMPORAL_NAMESPACE to one that is there, or make it: temporal operator namespace create --namespace ${namespace}`;
    return [server, mend('namespace', `${namespace} cannot be used: ${details} ${remedy}`)];
  }
}

/** How the namespace stands to our search attributes; with `fix`, missing ones are registered first. */
export async function attributesHere(client: Client, fix: boolean): Promise<Finding> {
  const needed = searchAttributeTypes;
  try {
    const there = await registeredTypes(client);
    const missing = missingAttributes(needed, there);
    if (!fix || missing.length === 0) return attributesFinding(needed, there);
    await registerAttributes(client, missing);
    return attributesFinding(needed, await registeredTypes(client));
  } catch (error) {
    const { details = String(error) } = error as { details?: string };
    const names = Object.keys(needed).join(', ');
    return unknown(
      'search attributes',
      `the server keeps them to itself (${details}). Runs go on without; to have them, add ${names} there as Keyword.`,
    );
  }
}
