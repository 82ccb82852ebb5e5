import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';

/** A process of a test, talked to in lines. It is killed when the test is over. */
export interface Child {
  readonly process: ChildProcess;
  /** What it has said so far. */
  readonly said: readonly string[];
  /** Its next line; undefined when it has ended. */
  next(): Promise<string | undefined>;
  tell(line: string): void;
  /** SIGKILL; resolves once it is gone and all that it said is in `said`. */
  kill(): Promise<void>;
  /** Resolves with its exit code or signal once it has ended by itself. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
}

export const startChild = (command: string, args: readonly string[]): Child => {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.on('error', () => undefined);
  const said: string[] = [];
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => said.push(line));
  const closed = once(lines, 'close');
  const ended = once(child, 'exit').then(async ([code, signal]) => {
    await closed;
    return code ?? signal;
  });
  let taken = 0;
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  onTestFinished(kill);
  return {
    process: child,
    said,
    next: async () => {
      const end = ended.then(() => false);
      while (said.length <= taken) {
        if (!(await Promise.race([once(lines, 'line').then(() => true), end])) && said.length <= taken) {
          return undefined;
        }
      }
      return said[taken++];
    },
    tell: (line) => void child.stdin.write(`${line}\n`),
    kill,
    ended,
  };
};
