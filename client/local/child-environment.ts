/** What any program needs of an environment, and where no key stands. */
const PLAIN =
  /^(?:PATH|HOME|USER|LOGNAME|SHELL|TERM|TMPDIR|TEMP|TMP|TZ|LANG|LC_\w+|XDG_\w+|NODE_OPTIONS|NODE_EXTRA_CA_CERTS|SystemRoot|windir|USERPROFILE|APPDATA|LOCALAPPDATA|PATHEXT|COMSPEC)$/i;

/** The environment of a child that needs these variables besides: no key of others reaches it. */
export function childEnvironment(env: NodeJS.ProcessEnv, ...needed: readonly string[]): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => PLAIN.test(name) || needed.includes(name)));
}

/** A sandbox knows the one key that it asks for. */
export const sandboxEnvironment = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  childEnvironment(env, 'TEMPERA_SANDBOX_KEY');
