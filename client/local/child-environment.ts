import { lentVariables } from '../../domain/spec/lent-variables.ts';

/** What any program needs of an environment, and where no key stands. */
const PLAIN =
  /^(?:PATH|HOME|USER|LOGNAME|SHELL|TERM|TMPDIR|TEMP|TMP|TZ|LANG|LC_\w+|XDG_\w+|NODE_OPTIONS|NODE_EXTRA_CA_CERTS|SystemRoot|windir|USERPROFILE|APPDATA|LOCALAPPDATA|PATHEXT|COMSPEC)$/i;

/** How a program reaches others, and how its libraries are tuned. */
const NETWORK = /^(?:(?:HTTPS?|ALL|NO)_PROXY|SSL_CERT_(?:FILE|DIR))$/i;
const TUNING = /^(?:NODE_(?!AUTH_TOKEN)\w+|UV_\w+|MALLOC_\w+|LD_LIBRARY_PATH|RUST_\w+)$/;

/** Which hub data sets come from, and the token for it. */
const HUB = /^HF_(?:ENDPOINT|TOKEN)$/;

/** The environment of a child that needs these variables besides: no key of others reaches it. */
export function childEnvironment(env: NodeJS.ProcessEnv, ...needed: readonly string[]): NodeJS.ProcessEnv {
  return pick(env, (name) => PLAIN.test(name) || needed.includes(name));
}

/** A sandbox knows the one key that it asks for. */
export const sandboxEnvironment = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  childEnvironment(env, 'TEMPERA_SANDBOX_KEY');

/** A worker knows its settings, those of Temporal, of its store where that is on S3, and the variables that it may lend. */
export function workerEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const lent = new Set(lentVariables(env['TEMPERA_KEYS']));
  const prefixes = ['TEMPERA_', 'TEMPORAL_', ...(/^s3:/i.test(env['TEMPERA_STORE'] ?? '') ? ['AWS_'] : [])];
  const own = (name: string) => prefixes.some((prefix) => name.startsWith(prefix)) || HUB.test(name) || lent.has(name);
  return pick(env, (name) => own(name) || [PLAIN, NETWORK, TUNING].some((pattern) => pattern.test(name)));
}

function pick(env: NodeJS.ProcessEnv, isNeeded: (name: string) => boolean): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => isNeeded(name)));
}
