import type { OutputItem, OutputPart, ResponseObject } from '../../wire/responses.ts';
import { piecesOf } from '../stream.ts';

interface Event {
  type: string;
  [name: string]: unknown;
}

/** A response as the API streams it: events that build it up piece by piece, and the whole of it in the last. */
export function toResponseEvents(response: unknown): string {
  // A fault may have taken the output away.
  const { usage: _, ...head } = response as Partial<ResponseObject>;
  const { output = [], status } = head;
  const begun = { ...head, status: 'in_progress', output: [], completed_at: null, incomplete_details: null };
  const events: Event[] = [
    { type: 'response.created', response: begun },
    { type: 'response.in_progress', response: begun },
    ...output.flatMap(itemEvents),
    { type: status === 'incomplete' ? 'response.incomplete' : 'response.completed', response },
  ];
  return events.map((event, number) => written({ ...event, sequence_number: number })).join('');
}

const written = (event: Event): string => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;

function itemEvents(item: OutputItem, output_index: number): Event[] {
  const place = { output_index, item_id: item.id };
  const [begun, middle] = item.type === 'reasoning' ? [item, []] : sayingOf(item, place);
  return [
    { type: 'response.output_item.added', output_index, item: begun },
    ...middle,
    { type: 'response.output_item.done', output_index, item },
  ];
}

/** An item with nothing said yet, and the events that say it. */
function sayingOf(item: Exclude<OutputItem, { type: 'reasoning' }>, place: object): [OutputItem, Event[]] {
  if (item.type === 'message') {
    const said = item.content.flatMap((part, content_index) => partEvents(part, { ...place, content_index }));
    return [{ ...item, status: 'in_progress', content: [] }, said];
  }
  const type = 'response.function_call_arguments';
  const said = [
    ...piecesOf(item.arguments).map((delta) => ({ type: `${type}.delta`, ...place, delta })),
    { type: `${type}.done`, ...place, name: item.name, arguments: item.arguments },
  ];
  return [{ ...item, status: 'in_progress', arguments: '' }, said];
}

function partEvents(part: OutputPart, place: object): Event[] {
  const [begun, said] =
    part.type === 'refusal'
      ? [{ ...part, refusal: '' }, refusalEvents(part, place)]
      : [{ ...part, text: '' }, textEvents(part, place)];
  return [
    { type: 'response.content_part.added', ...place, part: begun },
    ...said,
    { type: 'response.content_part.done', ...place, part },
  ];
}

const textEvents = ({ text }: Extract<OutputPart, { type: 'output_text' }>, place: object): Event[] => [
  ...piecesOf(text).map((delta) => ({ type: 'response.output_text.delta', ...place, delta, logprobs: [] })),
  { type: 'response.output_text.done', ...place, text, logprobs: [] },
];

const refusalEvents = ({ refusal }: Extract<OutputPart, { type: 'refusal' }>, place: object): Event[] => [
  ...piecesOf(refusal).map((delta) => ({ type: 'response.refusal.delta', ...place, delta })),
  { type: 'response.refusal.done', ...place, refusal },
];
