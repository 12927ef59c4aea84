/** HTML that is safe to put into a page. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

export type Part = Html | string | number | undefined | false | readonly Part[];

/** Joins a template; every value that is not {@link Html} is escaped, lists are joined, nothing stands for undefined and false. */
export function html(literals: TemplateStringsArray, ...values: readonly Part[]): Html {
  const parts = values.map((value, index) => safe(value) + (literals[index + 1] ?? ''));
  return new Html((literals[0] ?? '') + parts.join(''));
}

function safe(value: Part): string {
  if (value === undefined || value === false) return '';
  if (value instanceof Html) return value.text;
  if (typeof value === 'object') return value.map(safe).join('');
  return escapeHtml(String(value));
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text that HTML and XML show as it is, in content and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (mark) => entities[mark] ?? mark);
}

/** Marks text as HTML that is safe already: our own style sheet, or an SVG whose texts were escaped. */
export function trusted(text: string): Html {
  return new Html(text);
}
