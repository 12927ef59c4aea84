import { runProgram } from './program/program.ts';
import { processTerminal } from './program/terminal.ts';

process.exitCode = await runProgram(process.argv.slice(2), processTerminal(), process.env);
