import { accessSync, closeSync, constants, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_CONFIGS } from '../config/default-configs.js';
import { version } from '../host/version.js';
import { isAccessLog } from '../io/codecs/access-log/access-log.js';
import { printable } from '../io/text/printable.js';

/** Where web servers write, besides the working directory. */
const USUAL = [
  '/var/log/nginx/access.log',
  '/var/log/apache2/access.log',
  '/var/log/httpd/access_log',
  '/var/log/caddy/access.log',
  '/var/log/access.log',
];
const MOST_FOUND = 3;
const HEAD_BYTES = 4096;

/** One screen for somebody who typed `tidemark`: what lies here, and commands ready to paste. */
export const welcome = (directory: string): string => {
  const configs = DEFAULT_CONFIGS.filter((name) => isReadable(join(directory, name)));
  const logs = [...logsIn(directory), ...USUAL.filter(isReadable)].slice(0, MOST_FOUND);
  const [config] = configs;
  const [log] = logs;
  const found = [
    ...configs.map((name) => `  ${name}, a config`),
    ...logs.map((name) => `  ${shown(name)}, an access log`),
  ];
  const here = found.length === 0 ? '' : `Found here:\n${found.join('\n')}\n\n`;
  const commands: readonly (readonly [command: string, what: string])[] = [
    ...(config === undefined
      ? []
      : ([
          [`tidemark check ${config}`, 'says what is wrong with it'],
          [`tidemark test ${config}`, 'runs its tests, in virtual time'],
          [`tidemark run ${config}`, 'runs it'],
        ] as const)),
    [
      `tidemark access-log ${log === undefined ? 'access.log' : quoted(log)}`,
      'follows the log: statistics and alerts',
    ],
    [`tidemark access-log ${log === undefined ? 'access.log' : quoted(log)} --once`, 'reads it to its end'],
    ...(log === undefined
      ? ([
          ['tidemark generate access-log --out access.log', 'writes a log to try it on'],
          ['tidemark demo', 'shows it at work'],
        ] as const)
      : []),
    ...(config === undefined
      ? ([[`tidemark access-log --print-config > tidemark.yaml`, 'the same as a config, to change']] as const)
      : []),
    ['tidemark --help', 'every command'],
  ];
  const width = Math.max(...commands.map(([command]) => command.length));
  const lines = commands.map(([command, what]) => `  ${command.padEnd(width)}   ${what}`);
  return `tidemark ${version()} watches streams: logs in, event-time statistics and alerts out.\n\n${here}To paste:\n${lines.join('\n')}\n`;
};

const isReadable = (path: string): boolean => {
  try {
    accessSync(path, constants.R_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
};

/** Files here that begin as an access log does. */
const logsIn = (directory: string): readonly string[] => {
  try {
    return readdirSync(directory)
      .filter((name) => /\.log$|access/.test(name) && !/\.(gz|jsonl|txt)$/.test(name))
      .filter((name) => isReadable(join(directory, name)) && beginsAsAccessLog(join(directory, name)));
  } catch {
    return [];
  }
};

const beginsAsAccessLog = (path: string): boolean => {
  const head = Buffer.alloc(HEAD_BYTES);
  const file = openSync(path, 'r');
  try {
    const length = readSync(file, head, 0, HEAD_BYTES, 0);
    const [first = ''] = head.toString('latin1', 0, length).split('\n');
    return isAccessLog(first);
  } finally {
    closeSync(file);
  }
};

const shown = (name: string): string => printable(name, 80);

/** A name that a shell takes as one word, whatever is in it. */
const quoted = (name: string): string =>
  /^[\w./-]+$/.test(name) ? name : `'${shown(name).replaceAll("'", "'\\''")}'`;
