#!/usr/bin/env node
import { version } from '../host/version.js';
import { useCompileCache } from './compile-cache.js';

const [first, ...others] = process.argv.slice(2);
// Whoever asks for the version waits for nothing else to be loaded.
if ((first === '--version' || first === '-V') && others.length === 0) {
  process.stdout.write(`${version()}\n`);
} else {
  useCompileCache(process.env);
  const { main } = await import('./program.js');
  await main(process.argv);
}
