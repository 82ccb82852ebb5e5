import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type FileSinkOptions, fileSink } from '../../src/io/sinks/file.js';
import { idLines } from './sink-rows.js';
import { temporaryDirectory } from './temporary-directory.js';

/** A file sink that writes to `rows.txt` in a directory of the running test. */
export const fileSinkInDirectory = async (options: Partial<FileSinkOptions> = {}) => {
  const directory = await temporaryDirectory();
  const path = join(directory, 'rows.txt');
  const warnings: string[] = [];
  /** The sink as another process would make it. */
  const restarted = () =>
    fileSink({ path, format: idLines, onWarning: (message) => warnings.push(message), ...options });
  return { directory, path, warnings, restarted, sink: restarted(), text: () => readFile(path, 'utf8') };
};
