import { describe, expect, it } from '@jest/globals';
import { kindOfFolder } from '../../../sources/folders/folder-kind.ts';

describe('kindOfFolder', () => {
  it.each([
    ['what save_to_disk wrote', ['data-00000-of-00001.arrow', 'dataset_info.json', 'state.json'], { is: 'saved' }],
    [
      'splits that save_to_disk wrote',
      ['dataset_dict.json', 'test/data-00000-of-00001.arrow', 'test/state.json', 'train/data-00000-of-00001.arrow'],
      { is: 'splits', splits: { train: 'train', test: 'test' } },
    ],
    [
      'pictures and their metadata',
      ['README.md', 'a.jpg', 'metadata.csv'],
      { is: 'images', images: ['a.jpg'], metadata: ['metadata.csv'] },
    ],
    ['classes', ['cat/a.JPG', 'dog/b.webp'], { is: 'images', images: ['cat/a.JPG', 'dog/b.webp'], metadata: [] }],
    [
      'splits of classes',
      ['test/cat/a.jpg', 'train/cat/b.jpg', 'val/dog/c.jpg'],
      { is: 'splits', splits: { train: 'train', test: 'test', validation: 'val' } },
    ],
    [
      'metadata over folders that are called after splits',
      ['metadata.jsonl', 'test/a.jpg', 'train/b.jpg'],
      { is: 'images', images: ['test/a.jpg', 'train/b.jpg'], metadata: ['metadata.jsonl'] },
    ],
    ['a class that is called like a split', ['bus/a.jpg', 'train/b.jpg'], { is: 'images' }],
    [
      'Parquet',
      ['0.parquet', '1.parquet', 'README.md'],
      { is: 'tables', kind: 'parquet', tables: ['0.parquet', '1.parquet'] },
    ],
    ['a table called metadata', ['metadata.csv'], { is: 'tables', kind: 'csv', tables: ['metadata.csv'] }],
    [
      'splits by the names of files, beside others',
      ['sample_submission.csv', 'test.csv', 'train.csv'],
      { is: 'splits', splits: { train: 'train*.csv', test: 'test*.csv' } },
    ],
    [
      'what datasets keeps for itself',
      ['cache-0a1b.arrow', 'dataset_info.json', 'imdb-test.arrow', 'imdb-train-00000-of-00002.arrow'],
      { is: 'splits', splits: { train: '*train*.arrow', test: '*test*.arrow' } },
    ],
    ['tables of several kinds', ['a.csv', 'b.parquet'], { is: 'mixed', of: ['csv', 'parquet'] }],
    ['pictures beside a table that is no metadata', ['a.jpg', 'labels.csv'], { is: 'mixed', of: ['pictures', 'csv'] }],
    ['nothing that is read', ['notes.txt'], { is: 'nothing', files: ['notes.txt'] }],
  ])('knows %s', (_, files, kind) => {
    expect(kindOfFolder(files)).toMatchObject(kind);
  });
});
