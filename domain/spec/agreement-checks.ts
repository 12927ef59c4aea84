import type { RunSpec } from './run-spec.ts';
import type { Finding } from './spec-issues.ts';

/** Targets that are a candidate's answers: it has to have given them, and nobody is compared with it besides. */
export function checkAgreement({ candidates, data, verdict, comparisons }: RunSpec): Finding[] {
  const { candidate: name } = data.targets ?? {};
  if (name === undefined) return [];
  const path = ['data', 'targets', 'candidate'];
  if (!candidates[name]?.answers) {
    const stored = Object.keys(candidates).filter((each) => candidates[each]?.answers);
    const there = stored.length === 0 ? 'none' : stored.join(', ');
    return [
      {
        path,
        message: `no candidate "${name}" has stored answers. With candidates.<name>.answers there are: ${there}.`,
      },
    ];
  }
  const alone =
    Object.keys(candidates).length === 1
      ? [{ path, message: `there is no other candidate that could agree with "${name}"` }]
      : [];
  const pairs = [
    ...(verdict ? [{ at: ['verdict'], pair: verdict }] : []),
    ...comparisons.map((pair, index) => ({ at: ['comparisons', index], pair })),
  ];
  const compared = pairs.flatMap(({ at, pair }) =>
    (['compare', 'against'] as const)
      .filter((role) => pair[role] === name)
      .map((role) => ({
        path: [...at, role],
        message: `"${name}" gives the targets, and so agrees with itself. Leave the comparison out: the report says how far the others agree with it.`,
      })),
  );
  return [...alone, ...compared];
}
