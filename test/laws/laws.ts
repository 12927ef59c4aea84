/** A law of the design, a patch beside this file that breaks it, and the test that must notice. */
export interface Law {
  law: string;
  patch: string;
  file: string;
  /** Name of the test, without those of its groups. */
  test: string;
}

export const laws: readonly Law[] = [
  {
    law: 'Killed or not, the same report',
    patch: '1-same-report.patch',
    file: 'test/activities/recorder.test.ts',
    test: 'publishes the entries in the order of the items, whatever order they arrive in',
  },
  {
    law: 'Nothing is paid twice',
    patch: '2-paid-once.patch',
    file: 'test/activities/fine-tune.test.ts',
    test: 'finds the job of a create whose answer was lost',
  },
  {
    law: 'Every sample is accounted for',
    patch: '3-every-sample.patch',
    file: 'test/domain/measuring/metrics.test.ts',
    test: 'counts each outcome, and leaves failures out of the score',
  },
  {
    law: 'The data set is pinned',
    patch: '4-pinned-data.patch',
    file: 'test/activities/prepare.test.ts',
    test: 'refuses data that was changed after it was prepared, with both fingerprints',
  },
  {
    law: 'History holds references only',
    patch: '5-references-only.patch',
    file: 'test/activities/prepare.test.ts',
    test: 'gives references only: the data set, its files, and how many samples there are',
  },
  {
    law: 'One rule for all candidates, named before looking',
    patch: '6-one-rule.patch',
    file: 'test/domain/grading/graded-sample.test.ts',
    test: 'grades the same answer in the same way, whoever gave it',
  },
  {
    law: 'Rules are pure',
    patch: '7-pure-rules.patch',
    file: 'test/domain/purity.test.ts',
    test: 'asks no clock, chance, network or process',
  },
  {
    law: 'A verdict says what spoils it',
    patch: '8-spoiled-verdict.patch',
    file: 'test/domain/report/spoils/spoils.test.ts',
    test: 'says in the first lines of every form what spoils it',
  },
  {
    law: 'Every wait ends',
    patch: '9-every-wait-ends.patch',
    file: 'test/providers/throttle.test.ts',
    test: 'is never longer than ten minutes: who would have to wait for longer is blocked, and told until when',
  },
  {
    law: 'What is stored is what was written, or it is named',
    patch: '10-stored-or-named.patch',
    file: 'test/runs/checked-store.test.ts',
    test: 'is named once it is another one',
  },
];
