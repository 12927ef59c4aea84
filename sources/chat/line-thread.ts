import { parentPort } from 'node:worker_threads';
import { parseLine } from './parse-line.ts';

parentPort?.on('message', (text: string) => {
  parentPort?.postMessage(parseLine(text));
});
