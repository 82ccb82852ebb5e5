import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';

/** The top of the repository. */
export const ROOT = resolve(import.meta.dirname, '../..');
export const MAIN = join(ROOT, 'dist/cli/main.js');
export const SAMPLE = join(ROOT, 'samples/access-log');

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly stdout: string;
  readonly stderr: string;
  /** Resolves when the outputs so far meet the condition; rejects when the process ends without that. */
  until(condition: (running: Running) => boolean): Promise<void>;
  readonly finished: Promise<Finished>;
}

export interface StartOptions {
  /** Standard input, ended at once: a process without it has an empty one. */
  readonly input?: string | Buffer;
  /** Standard input stays open, for the test to write to and end. */
  readonly openInput?: boolean;
  /** Variables on top of those of the tests. */
  readonly env?: Readonly<Record<string, string>>;
  /** The top of the repository by default. */
  readonly cwd?: string;
  /** Run as this user. */
  readonly uid?: number;
}

/** Starts the built command, as a user would; what still runs when the test is over is killed. */
export const startTidemark = (args: readonly string[], options: StartOptions = {}): Running =>
  start(process.execPath, [built(), ...args], options);

/** Runs the built command to its end. */
export const tidemark = (args: readonly string[], options: StartOptions = {}): Promise<Finished> =>
  startTidemark(args, options).finished;

/** Runs a line of shell in which `tidemark` is the built command; the exit code is that of the last of a pipe that failed. */
export const shell = (line: string, options: StartOptions = {}): Promise<Finished> =>
  start(
    'bash',
    ['-c', `set -o pipefail; tidemark() { '${process.execPath}' '${built()}' "$@"; }; ${line}`],
    options,
  ).finished;

const built = (): string => {
  if (existsSync(MAIN)) return MAIN;
  throw new Error(`${MAIN} is missing: these tests run the built command. Run "npm run build" first.`);
};

const start = (command: string, args: readonly string[], options: StartOptions): Running => {
  const child = spawn(command, args, {
    cwd: options.cwd ?? ROOT,
    // Whatever the terminal of whoever runs the tests is like.
    env: { ...process.env, NO_COLOR: undefined, FORCE_COLOR: undefined, COLUMNS: undefined, ...options.env },
    stdio: [options.openInput === true || options.input !== undefined ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    ...(options.uid !== undefined && { uid: options.uid }),
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
  const waiting = new Set<() => void>();
  const look = (): void => {
    for (const check of waiting) check();
  };
  child.stdout?.on('data', (bytes: Buffer) => stdout.push(bytes) && look());
  child.stderr?.on('data', (bytes: Buffer) => stderr.push(bytes) && look());
  // A command that does not read its input is no failure of the test.
  child.stdin?.on('error', () => undefined);
  if (options.input !== undefined) child.stdin?.end(options.input);
  const finished = new Promise<Finished>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      resolve({ code, signal, stdout: running.stdout, stderr: running.stderr });
    });
  });
  const running: Running = {
    child,
    finished,
    get stdout() {
      return Buffer.concat(stdout).toString('utf8');
    },
    get stderr() {
      return Buffer.concat(stderr).toString('utf8');
    },
    until: (condition) =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          if (!condition(running)) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
        finished.then(({ code, signal }) => {
          const what = `It ended (${code ?? signal}) before that. Its messages:\n${running.stderr}`;
          if (waiting.delete(check)) reject(new Error(what));
        }, reject);
      }),
  };
  return running;
};

/** The rows of JSON lines; a last line that is not complete yet is left out. */
export const rowsIn = (text: string): readonly Readonly<Record<string, unknown>>[] =>
  text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
