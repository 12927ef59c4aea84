/** A JSON value with another value at a path such as `choices.0.message.content`; as it is where there is no such place. */
export const withValue = (json: unknown, path: string, value: unknown): unknown =>
  editAt(json, path.split('.'), (holder, name) => ({ ...holder, [name]: value }));

/** A JSON value without what stands at a path. */
export const withoutValue = (json: unknown, path: string): unknown =>
  editAt(json, path.split('.'), ({ [path.split('.').at(-1) ?? '']: _, ...rest }) => rest);

type Holder = Record<string, unknown>;

function editAt(
  json: unknown,
  [name = '', ...rest]: string[],
  edit: (holder: Holder, name: string) => Holder,
): unknown {
  if (typeof json !== 'object' || json === null) return json;
  const inside = (value: unknown) => editAt(value, rest, edit);
  if (Array.isArray(json))
    return json.map((item, index) => (name === '*' || name === `${index}` ? inside(item) : item));
  const holder = json as Holder;
  return rest.length === 0 ? edit(holder, name) : { ...holder, [name]: inside(holder[name]) };
}
