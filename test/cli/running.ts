import { appendFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { type Running, rowsIn, type StartOptions, startTidemark } from '../support/tidemark.js';

/** One line of an access log, that many seconds after midnight. */
export const line = (second: number, path = '/'): string => {
  const [day, month, year, clock] = new Date(Date.UTC(2026, 4, 9) + second * 1000)
    .toUTCString()
    .slice(5, 25)
    .split(' ');
  return `10.0.0.1 - - [${day}/${month}/${year}:${clock} +0000] "GET ${path} HTTP/1.1" 200 1\n`;
};

/** One line a second, of [from, to). */
export const lines = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, i) => line(from + i)).join('');

export interface Place {
  readonly directory: string;
  /** A path in it. */
  path(name: string): string;
  append(name: string, text: string): void;
  /** Writes the config, as JSON. */
  config(config: unknown, name?: string): string;
  /** Starts `tidemark run` of the config, with JSON on standard output. */
  start(flags?: readonly string[], options?: StartOptions): Running;
}

/** A directory with a config and logs. */
export const place = async (): Promise<Place> => {
  const directory = await temporaryDirectory();
  const path = (name: string): string => join(directory, name);
  return {
    directory,
    path,
    append: (name, text) => appendFileSync(path(name), text),
    config(config, name = 'tidemark.json') {
      // At once: whoever reads it while it is written would find half of it.
      writeFileSync(path('next'), JSON.stringify(config));
      renameSync(path('next'), path(name));
      return path(name);
    },
    start: (flags = [], options = {}) =>
      startTidemark(['run', path('tidemark.json'), '--json', '--log-format', 'json', ...flags], options),
  };
};

/** A pipeline that counts the lines of a log in windows of ten seconds. */
export const counting = (file: string, more: object = {}, stream: object = {}) => ({
  source: { file, format: 'access-log', start: 'beginning' },
  time: { lateness: '0s', idle: '1h' },
  streams: { traffic: { window: '10s', measure: { hits: 'count()' }, to: ['stdout'], ...stream } },
  ...more,
});

/** The rows that a pipeline has written to standard output. */
export const rowsOf = (running: Pick<Running, 'stdout'>, pipeline: string) =>
  rowsIn(running.stdout).filter((row) => row.pipeline === pipeline);

/** What one measure was in the windows of a pipeline, in order. */
export const measured = (running: Pick<Running, 'stdout'>, pipeline: string, measure = 'hits') =>
  rowsOf(running, pipeline)
    .filter((row) => measure in row)
    .map((row) => row[measure]);
