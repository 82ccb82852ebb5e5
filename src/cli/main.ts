#!/usr/bin/env node
import { join } from 'node:path';
import { version } from '../host/version.js';
import { loadCommand } from './code/load-command.js';

/** Set by the bundler: a name for all the files that it has written. */
declare const BUNDLED_BUILD: string;

const [first, ...others] = process.argv.slice(2);
// Whoever asks for the version waits for nothing else to be loaded.
if ((first === '--version' || first === '-V') && others.length === 0) {
  process.stdout.write(`${version()}\n`);
} else {
  const files = { path: join(import.meta.dirname, 'chunks/program.js'), build: BUNDLED_BUILD };
  await loadCommand(files, process.argv.slice(2))(process.argv);
}
