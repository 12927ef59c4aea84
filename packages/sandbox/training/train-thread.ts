import { parentPort, workerData } from 'node:worker_threads';
import { type TrainingInput, train } from '../learning/train.ts';

const input: TrainingInput = workerData;
for (const step of train(input)) parentPort?.postMessage(step);
