import type { Problem } from '../../domain/data/question-group.ts';
import type { SourceSpec } from '../../domain/spec/source-spec.ts';
import type { DataFile } from '../data-file.ts';
import type { DataFiles } from '../data-files.ts';
import type { Addressed } from '../row-images.ts';
import { type DataSource, InputError, type Part, type SourceRow } from '../source.ts';
import { countLines, type Line, linesOf } from '../tables/lines.ts';
import { defaultMaxLine } from '../tables/open-table.ts';
import { utf8Of } from '../tables/utf8.ts';
import { type FetchedLine, withFetched } from './fetched-line.ts';
import { createLineParser } from './parse-line.ts';

/** Conversations in OpenAI's format for fine-tuning: the last turn of the assistant is the target, all before it is asked. */
export function createChatSource(files: DataFiles, source: SourceSpec, addressed: Addressed): DataSource {
  const counts = new Map<DataFile, Promise<number>>();
  /** Those whose lines were read. */
  const byName = new Map<string, DataFile>();
  const parser = createLineParser();
  const linesIn = (file: DataFile) => linesOf(utf8Of(file, 'utf-8'), file.name, source.maxLine ?? defaultMaxLine);

  function countOf(file: DataFile): Promise<number> {
    const known = counts.get(file) ?? countLines(utf8Of(file, 'utf-8'));
    counts.set(file, known);
    return known;
  }

  async function filesOf(split: Part): Promise<readonly DataFile[]> {
    if (source[split] === undefined) throw new InputError(`data.source.${split} is missing`);
    return files.of(split);
  }

  return {
    has: (split) => source[split] !== undefined,
    count: async (split) => (await Promise.all((await filesOf(split)).map(countOf))).reduce((sum, n) => sum + n, 0),
    files: files.describe,
    async *read(split, positions) {
      let position = 0;
      for (const file of await filesOf(split)) {
        const place = { file, textStart: await beginningOfText(file) };
        byName.set(file.name, file);
        for await (const line of linesIn(file)) {
          if (positions.has(position)) {
            const read = await parser.parse(line);
            const asked = 'why' in read ? read : await withFetched(read, addressed);
            yield toSourceRow(line, position, place, asked);
          }
          position += 1;
        }
      }
    },
    bytesOf: async (name, start, end) => {
      const file = byName.get(name);
      if (!file) throw new Error(`${name} has given no lines`);
      return new Uint8Array(await file.slice(start, end));
    },
    requireUnchanged: files.requireUnchanged,
    close: async () => {
      await parser.close();
      await files.close();
    },
  };
}

interface Place {
  file: DataFile;
  textStart: number;
}

/** Behind a byte order mark, which is no part of the first line. */
async function beginningOfText(file: DataFile): Promise<number> {
  const start = Buffer.from(await file.slice(0, Math.min(3, file.bytes)));
  return start.toString('hex') === 'efbbbf' ? 3 : 0;
}

function toSourceRow(
  line: Line,
  position: number,
  { file, textStart }: Place,
  asked: FetchedLine | Problem,
): SourceRow {
  return {
    position,
    where: `${file.name} line ${line.line}`,
    columns: {},
    line: { file: file.name, start: textStart + line.start, bytes: line.bytes },
    ...askedIn(asked),
  };
}

function askedIn(
  read: FetchedLine | Problem,
): Pick<
  SourceRow,
  'images' | 'addresses' | 'questions' | 'answers' | 'messages' | 'problem' | 'unaskable' | 'untrainable'
> {
  if ('why' in read) return { images: [], questions: '', answers: '', problem: read };
  const { images, addresses, question, target, messages, unaskable, untrainable } = read;
  return {
    images,
    ...(addresses.length > 0 && { addresses }),
    questions: question,
    answers: target ?? '',
    messages,
    ...(unaskable !== undefined && { unaskable }),
    ...(untrainable !== undefined && { untrainable }),
  };
}
