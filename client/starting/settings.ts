import { defaultSettings, type Settings } from '../../domain/run/plan.ts';
import type { RunSpec } from '../../domain/spec/run-spec.ts';
import { ClientError } from '../program/client-error.ts';

/** The defaults, with a closer look at a job on this machine (its training takes seconds), and what the user has set. */
export function settingsFor(spec: RunSpec, own: Partial<Settings> = {}): Settings {
  const trainsHere = isOnThisMachine(spec.providers[spec.fineTune?.provider ?? spec.provider]?.baseUrl);
  return { ...defaultSettings, ...(trainsHere && { jobPollInterval: 1000 }), ...own };
}

/** Reads `name=value` as one more setting; a commander option parser. */
export function parseSetting(text: string, earlier: Partial<Settings> = {}): Partial<Settings> {
  const [name = '', value = ''] = text.split('=');
  if (!Object.hasOwn(defaultSettings, name)) {
    const names = Object.keys(defaultSettings).join(', ');
    throw new ClientError(
      'badInput',
      `--set ${text}: there is no setting ${JSON.stringify(name)}. There are: ${names}.`,
    );
  }
  if (!/^[1-9][0-9]*$/.test(value)) {
    throw new ClientError('badInput', `--set ${text}: expected a whole number above 0 (times are in milliseconds)`);
  }
  return { ...earlier, [name]: Number(value) };
}

function isOnThisMachine(baseUrl: string | undefined): boolean {
  return baseUrl !== undefined && ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(baseUrl).hostname);
}
