/** One image of a data set as it is sent to a provider: converted, content-addressed, without a name of its own. */
export interface SampleImage {
  sha256: string;
  /** Hash of the pixels before shrinking; absent where the image is not shrunk, so that its own hash tells. */
  pixels?: string;
  bytes: number;
  mediaType: 'image/jpeg' | 'image/png' | 'image/webp';
  width: number;
  height: number;
}

/** One question, usually about one image. */
export interface Sample {
  /** Opaque and stable: split and row, such as `test-17`. */
  id: string;
  /** Number of the row in its split, from 0, in shuffled order. */
  row: number;
  /** The image the question is about; several samples may share it. */
  group: string;
  /** The unit of dependence: the group unless the spec names a wider one. */
  cluster: string;
  question: string;
  /** Accepted answers, at least one. */
  targets: readonly string[];
  /** Dimension to slice, such as `{ answer: 'closed', type: 'Title' }`. */
  slices: Readonly<Record<string, string>>;
  image: SampleImage;
  /** All images that the question shows, in their order, none or several; absent where it is `image` alone. */
  images?: readonly SampleImage[];
}

/** The images that a question is sent with. */
export function imagesOf({ image, images = [image] }: Pick<Sample, 'image' | 'images'>): readonly SampleImage[] {
  return images;
}

/** The splits a data source may have. */
export type Split = 'train' | 'validation' | 'test';

/** True when every accepted answer is yes or no. */
export function isClosed(targets: readonly string[]): boolean {
  return targets.every((target) => /^(yes|no)$/i.test(target.trim()));
}

/** One question with its answer, numbered within its split. */
export interface Row {
  row: number;
  image: SampleImage;
  /** The unit of dependence; absent where nothing wider than the image is known. */
  cluster?: string;
  question: string;
  answer: string;
  slices: Readonly<Record<string, string>>;
}
