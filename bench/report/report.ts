import { readFile } from 'node:fs/promises';
import { MockActivityEnvironment } from '@temporalio/testing';
import { measureActivities } from '../../activities/measure.ts';
import { reportActivities } from '../../activities/report.ts';
import type { ArtifactRef } from '../../domain/run/artifact.ts';
import type { RunResult } from '../../domain/run/run.ts';
import type { AnswersToGrade } from '../../runs/graded-samples.ts';
import { openStore } from '../../storage/open-store.ts';

/** Measures a stored run and writes its report, and prints what that took. */

const [directory = '', inputFile = ''] = process.argv.slice(2);
const store = openStore(directory);
const input: AnswersToGrade = JSON.parse(await readFile(inputFile, 'utf8'));
const environment = new MockActivityEnvironment();

const begun = performance.now();
const metrics: ArtifactRef = await environment.run(measureActivities({ store }).measure, input);
const measured = performance.now();
const { report }: RunResult = await environment.run(reportActivities({ store }).writeReport, { ...input, metrics });
const ended = performance.now();

console.log(
  JSON.stringify({
    measureSeconds: (measured - begun) / 1000,
    reportSeconds: (ended - measured) / 1000,
    seconds: (ended - begun) / 1000,
    processorSeconds: (process.cpuUsage().user + process.cpuUsage().system) / 1e6,
    peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1000),
    htmlMegabytes: report.html.bytes / 1e6,
  }),
);
