import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import * as z from 'zod';
import { writtenFiles } from '../../io/sinks/file/written-files.js';
import { type FileSinkOptions, fileSink as fileOutput } from '../../io/sinks/file.js';
import { jsonLines } from '../../io/sinks/json-lines.js';
import type { Emitted, Sink } from '../../io/sinks/sink.js';
import type { ResultFormat } from '../../pipelines/results/result-formats.js';
import { readableRows } from '../../pipelines/text/readable-rows.js';
import { positiveDuration } from '../settings/duration-setting.js';
import { late } from '../settings/late.js';
import { textSetting } from '../settings/map-setting.js';
import { sinkSetting } from '../settings/sink-setting.js';
import { sizeSetting } from '../settings/size-setting.js';
import type { SinkPart } from './part.js';

const settings = late(() =>
  sinkSetting({
    file: textSetting('The name of a file is wanted here.').describe(
      'The file, or what its rotated files are named after.',
    ),
    format: z
      .enum(['jsonl', 'text', 'results', 'results-jsonl'], { error: 'Write jsonl or text.' })
      .optional()
      .describe('results and results-jsonl: lines of the logs API, of its rows alone. Default: jsonl.'),
    every: positiveDuration().optional().describe('Begins another file this often; whole seconds.'),
    size: sizeSetting().optional().describe('Begins another file before one is larger than this.'),
  }),
);

/** A file, written exactly once. */
export const fileSink: SinkPart<z.output<ReturnType<typeof settings>>> = {
  name: 'file',
  guarantee: 'exactly once',
  get settings() {
    return settings();
  },
  objections: ({ file, every }) => [
    ...(file === '' ? [['file', 'The name of a file is missing.'] as const] : []),
    ...(every !== undefined && every % 1000 !== 0
      ? [['every', 'A period is a whole number of seconds.'] as const]
      : []),
  ],
  claims: (given) => writtenFiles(given.file, given).place,
  writes: (given) => writtenFiles(given.file, given),
  build: ({ file, format = 'jsonl', every, size }, { name, warn, zone, zoneOf, unitOf, alertOf }) => {
    const options = {
      path: file,
      ...(name !== undefined && { name }),
      rotate: { ...(every !== undefined && { every }), ...(size !== undefined && { size }) },
      onWarning: warn,
    };
    if (format === 'results' || format === 'results-jsonl') return resultsFile(options, format);
    return fileOutput({
      ...options,
      format:
        format === 'jsonl'
          ? jsonLines()
          : readableRows({
              zone,
              colours: false,
              unitOf,
              ...(zoneOf !== undefined && { zoneOf }),
              ...(alertOf !== undefined && { alertOf }),
            }),
    });
  },
  async probe({ file }) {
    const target = resolve(file);
    for (const [path, mode] of [
      [target, constants.W_OK],
      [dirname(target), constants.W_OK | constants.X_OK],
    ] as const) {
      const problem = await access(path, mode).then(
        () => undefined,
        (error: NodeJS.ErrnoException) => error.code ?? String(error),
      );
      if (problem === undefined) return undefined;
      // What is not there yet will be made.
      if (problem !== 'ENOENT') return `${path} cannot be written: ${problem}.`;
    }
    return undefined;
  },
};

/** A log of results: how their lines are written is loaded by the runs that have one. */
const resultsFile = (options: FileSinkOptions, format: ResultFormat): Sink => {
  let lines: (rows: readonly Emitted[]) => string = () => '';
  const sink = fileOutput({ ...options, format: (rows) => lines(rows) });
  return {
    ...sink,
    async prepare(memory) {
      const { resultLines } = await import('../../pipelines/results/result-formats.js');
      lines = resultLines(format);
      return sink.prepare?.(memory) ?? memory;
    },
  };
};
