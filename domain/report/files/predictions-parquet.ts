import type { SchemaElement } from 'hyparquet';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { Prediction, PredictionShape } from './predictions.ts';

/** A Parquet file that is written a piece at a time, so that predictions of any number can stream by. */
export interface PredictionFile {
  /** Takes predictions in; the bytes of what they complete, if they complete anything. */
  add(predictions: readonly Prediction[]): Uint8Array;
  /** The bytes of all the rest. */
  end(): Uint8Array;
}

/** Rows of one row group, which is held in memory. */
const groupRows = 10_000;

/** Begins `predictions.parquet`; the same predictions give the same bytes. Each dimension of slices is a column, each grader two. */
export function openPredictionFile(dimensions: readonly string[], shape: PredictionShape = {}): PredictionFile {
  const columns = columnsOf(dimensions, shape);
  const bytes = new ByteWriter();
  const file = new ParquetWriter({ writer: bytes, schema: schemaOf(columns), createdBy: 'tempera' });
  const rows: Prediction[] = [];

  function writeGroup(size: number): void {
    const group = rows.splice(0, size);
    const columnData = columns.map(({ name, cellOf }) => ({ name, data: group.map(cellOf) }));
    // A writer into memory is done when it returns.
    void file.write({ columnData, rowGroupSize: size });
  }

  function taken(): Uint8Array {
    const piece = bytes.getBytes().slice();
    bytes.index = 0;
    return piece;
  }

  return {
    add: (predictions) => {
      rows.push(...predictions);
      while (rows.length >= groupRows) writeGroup(groupRows);
      return taken();
    },
    end: () => {
      if (rows.length > 0) writeGroup(rows.length);
      void file.finish();
      return taken();
    },
  };
}

interface Column {
  name: string;
  elements: readonly SchemaElement[];
  cellOf(prediction: Prediction): unknown;
}

function columnsOf(dimensions: readonly string[], { graders = [], hasPlaces = false }: PredictionShape): Column[] {
  return [
    text('sample', ({ sample }) => sample),
    ...(hasPlaces ? [text('id', ({ id }) => id), text('source', ({ source }) => source)] : []),
    text('image', ({ images }) => (images.length > 0 ? images.join(' | ') : undefined)),
    text('cluster', ({ cluster }) => cluster),
    text('question', ({ question }) => question),
    texts('targets', ({ targets }) => targets),
    ...dimensions.map((dimension) => text(`slice_${dimension}`, ({ slices }) => slices[dimension])),
    text('candidate', ({ candidate }) => candidate),
    number('repeat', ({ repeat }) => repeat),
    text('outcome', ({ outcome }) => outcome),
    text('answer', ({ answer }) => answer),
    text('reason', ({ reason }) => reason),
    { name: 'cut_by_length', elements: [plain('cut_by_length', 'BOOLEAN')], cellOf: ({ cutByLength }) => cutByLength },
    number('exact', ({ scores }) => scores?.exact),
    number('normalised', ({ scores }) => scores?.normalised),
    number('contains', ({ scores }) => scores?.contains),
    text('graded', ({ graded }) => graded),
    text('explanation', ({ explanation }) => explanation),
    text('rating', ({ rating }) => rating),
    text('rating_reason', ({ ratingReason }) => ratingReason),
    ...graders.flatMap((name) => [
      number(`grader_${name}`, (prediction) => prediction.graders[name]?.score),
      text(`grader_${name}_explanation`, (prediction) => prediction.graders[name]?.explanation),
    ]),
  ];
}

function schemaOf(columns: readonly Column[]): SchemaElement[] {
  const root: SchemaElement = { name: 'schema', repetition_type: 'REQUIRED', num_children: columns.length };
  return [root, ...columns.flatMap(({ elements }) => elements)];
}

function text(name: string, cellOf: (prediction: Prediction) => string | undefined): Column {
  return { name, elements: [textElement(name)], cellOf };
}

function number(name: string, cellOf: (prediction: Prediction) => number | undefined): Column {
  return { name, elements: [plain(name, 'DOUBLE')], cellOf };
}

function texts(name: string, cellOf: (prediction: Prediction) => readonly string[]): Column {
  const elements: SchemaElement[] = [
    { name, repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST', logical_type: { type: 'LIST' } },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    textElement('element'),
  ];
  return { name, elements, cellOf };
}

function textElement(name: string): SchemaElement {
  return { ...plain(name, 'BYTE_ARRAY'), converted_type: 'UTF8', logical_type: { type: 'STRING' } };
}

function plain(name: string, type: 'BYTE_ARRAY' | 'BOOLEAN' | 'DOUBLE'): SchemaElement {
  return { name, type, repetition_type: 'OPTIONAL' };
}
