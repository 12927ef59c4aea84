/** A program of somebody else's that speaks OpenAI's API, and what it must say of the cover that it is shown. */
export interface RealClient {
  name: string;
  registry: 'npm' | 'pypi';
  /** Packages with their exact versions. */
  packages: string[];
  /** A file in `programs/`, which prints what it was told as one line of JSON. */
  program: string;
  expected: Record<string, unknown>;
  /** Why it does not work, where that is known. */
  known?: string;
}

const TITLE = 'THE GREEN LADDER';
const AUTHOR = 'Emma Stone';
const SDK = {
  chat: AUTHOR,
  parsed: TITLE,
  streamed: AUTHOR,
  function: AUTHOR,
  response: TITLE,
  streamed_response: TITLE,
};

/** The cover that every client is asked about. */
export const COVER = [
  { text: TITLE, size: 34 },
  { text: `by ${AUTHOR}`, size: 22 },
];

export const CLIENTS: readonly RealClient[] = [
  {
    name: 'openai for Python',
    registry: 'pypi',
    packages: ['openai==3.57.0'],
    program: 'openai_sdk.py',
    expected: { ...SDK, stored: true, trained: AUTHOR },
  },
  {
    name: 'openai for Node',
    registry: 'npm',
    packages: ['openai@7.57.0'],
    program: 'openai-sdk.mjs',
    expected: SDK,
  },
  {
    // Version 3 has no command line any more.
    name: 'openai, its command line',
    registry: 'pypi',
    packages: ['openai==2.29.0'],
    program: 'openai_cli.py',
    expected: { chat: TITLE, streamed: TITLE, trained: 'succeeded' },
  },
  {
    name: 'inspect_ai',
    registry: 'pypi',
    packages: ['inspect-ai==0.3.285', 'openai==3.57.0'],
    program: 'inspect_task.py',
    expected: { chat: [AUTHOR, 'C'], response: [AUTHOR, 'C'], wrong: [AUTHOR, 'I'], reasoning: [AUTHOR, 'C'] },
  },
  {
    name: 'promptfoo',
    registry: 'npm',
    packages: ['promptfoo@0.123.1'],
    program: 'promptfoo.mjs',
    expected: {
      chat: [AUTHOR, true, true],
      chat_wrong: [AUTHOR, false],
      response: [AUTHOR, true, true],
      response_wrong: [AUTHOR, false],
    },
  },
  {
    name: 'LangChain',
    registry: 'pypi',
    packages: ['langchain-openai==1.7.4', 'langchain-core==1.8.3', 'openai==3.57.0'],
    program: 'langchain_sdk.py',
    expected: {
      chat: AUTHOR,
      parsed: TITLE,
      by_function: TITLE,
      streamed: AUTHOR,
      function: AUTHOR,
      response: AUTHOR,
      streamed_response: AUTHOR,
    },
  },
  {
    name: 'LiteLLM',
    registry: 'pypi',
    packages: ['litellm==1.108.7', 'openai==3.57.0'],
    program: 'litellm_sdk.py',
    expected: { chat: AUTHOR, parsed: TITLE, streamed: AUTHOR, function: AUTHOR, response: AUTHOR },
  },
  {
    name: "Vercel's ai",
    registry: 'npm',
    packages: ['ai@7.0.173', '@ai-sdk/openai@4.0.118'],
    program: 'vercel-ai.mjs',
    expected: {
      response: AUTHOR,
      parsed: TITLE,
      streamed: AUTHOR,
      function: 'Sunny and warm',
      thinking: AUTHOR,
      chat: AUTHOR,
    },
  },
];
