/** What everybody has without naming it: the sandbox and OpenAI. */
export const knownProviders = {
  sandbox: { baseUrl: 'http://127.0.0.1:8765/v1', keyVariable: 'TEMPERA_SANDBOX_KEY' },
  openai: { baseUrl: 'https://api.openai.com/v1', keyVariable: 'OPENAI_API_KEY' },
} as const;

/** Whether a name stands for the provider that everybody knows by it; a sandbox is one wherever its state lies. */
export function isAtHome(name: string, identity: string): boolean {
  if (name === 'sandbox') return /^sandbox\b/.test(identity);
  return name === 'openai' && identity === knownProviders.openai.baseUrl;
}
