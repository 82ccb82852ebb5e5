#!/usr/bin/env node
// Bundled as CommonJS, which starts sooner: nothing is waited for at the top.
import { join } from 'node:path';
import { keepHeapLean } from '../host/keep-heap-lean.js';
import { turnOnLinearEngine } from '../host/turn-on-linear-engine.js';
import { version } from '../host/version.js';
import { loadCommand } from './code/load-command.js';

/** Set by the bundler: a name for all the files that it has written. */
declare const BUNDLED_BUILD: string;

const [first, ...others] = process.argv.slice(2);
// Whoever asks for the version waits for nothing else to be loaded.
if ((first === '--version' || first === '-V') && others.length === 0) {
  process.stdout.write(`${version()}\n`);
} else {
  const files = { path: join(import.meta.dirname, '../command/program.js'), build: BUNDLED_BUILD };
  loadCommand(files, process.argv.slice(2))(process.argv, { turnOnLinearEngine, keepHeapLean });
}
