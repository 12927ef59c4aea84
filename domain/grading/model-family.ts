/** Families by what their models are called; the first letters may follow a maker's name, as in `meta-llama/Llama-3`. */
const families: Readonly<Record<string, RegExp>> = {
  gpt: /(?<![a-z])(?:gpt|chatgpt|o[1-9](?![a-z\d]))/,
  claude: /(?<![a-z])claude/,
  gemini: /(?<![a-z])(?:gemini|gemma|paligemma)/,
  llama: /(?<![a-z])(?:code)?(?:llama|llava|vicuna)/,
  qwen: /(?<![a-z])(?:qwen|qwq|qvq)/,
  mistral: /(?<![a-z])(?:mistral|mixtral|ministral|pixtral|magistral)/,
  deepseek: /(?<![a-z])deepseek/,
  phi: /(?<![a-z])phi-?\d/,
  grok: /(?<![a-z])grok/,
  nova: /(?<![a-z])nova-/,
  command: /(?<![a-z])(?:command-|c4ai)/,
  sandbox: /^sandbox-/,
};

/**
 * True when two models are of one family by their names: what judges may prefer is an answer of their own kind. A
 * fine-tuned model (`ft:gpt-4o-…`) is of its base's family, a distilled one of both that it names, and a name that no
 * family is known of is only like itself.
 */
export function areOfOneFamily(one: string, other: string): boolean {
  const others = familiesOf(other);
  return familiesOf(one).some((family) => others.includes(family));
}

function familiesOf(model: string): string[] {
  const name = baseOf(model.toLowerCase());
  const known = Object.keys(families).filter((family) => families[family]?.test(name));
  return known.length > 0 ? known : [name];
}

/** What was fine-tuned: the rest of such a name was chosen by whoever did it. */
function baseOf(name: string): string {
  return (name.startsWith('ft:') ? name.split(':')[1] : name) ?? name;
}
