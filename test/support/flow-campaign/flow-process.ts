import { type ChildProcess, spawn } from 'node:child_process';

/** A real `tidemark flow-log` that is killed and started again. */
export class FlowProcess {
  #child: ChildProcess | undefined;
  /** Whose words still count. */
  #alive: ChildProcess | undefined;
  #stderr = '';
  #ready = pending<string>();
  #gone: Promise<number | NodeJS.Signals | null> = Promise.resolve(null);
  /** Of all lives, what they said besides where they listen. */
  readonly warnings: string[] = [];

  constructor(
    private readonly main: string,
    private readonly state: string,
  ) {}

  /** Where it can be asked; waits until it is ready. */
  url(): Promise<string> {
    return this.#ready.promise;
  }

  get stderr(): string {
    return this.#stderr;
  }

  /** Resolves with its exit code or signal when the present life is over. */
  get gone(): Promise<number | NodeJS.Signals | null> {
    return this.#gone;
  }

  start(): void {
    const args = [this.main, 'flow-log', '--listen', '127.0.0.1:0', '--state', this.state];
    // A stop takes as long as it takes.
    args.push('--drain-timeout', '1h');
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    this.#child = child;
    this.#alive = child;
    this.#stderr = '';
    child.stderr.on('data', (data) => {
      this.#stderr += String(data);
      const [url] = /http:\/\/[\d.]+:\d+/.exec(this.#stderr) ?? [];
      if (this.#alive === child && url !== undefined && /: ready$/m.test(this.#stderr))
        this.#ready.resolve(url);
    });
    this.#gone = new Promise((resolve) => {
      child.on('close', (code, signal) => {
        if (this.#alive === child) this.#over();
        for (const line of this.#stderr.split('\n')) if (line.includes('Journal ')) this.warnings.push(line);
        resolve(code ?? signal);
      });
    });
  }

  async end(signal: NodeJS.Signals): Promise<number | NodeJS.Signals | null> {
    this.#over();
    this.#child?.kill(signal);
    return this.#gone;
  }

  /** From now on everybody waits for the next life. */
  #over(): void {
    this.#alive = undefined;
    // Who waits already waits for that one.
    if (this.#ready.isResolved()) this.#ready = pending();
  }
}

interface Pending<V> {
  readonly promise: Promise<V>;
  resolve(value: V): void;
  isResolved(): boolean;
}

const pending = <V>(): Pending<V> => {
  let isResolved = false;
  let settle: (value: V) => void = () => undefined;
  const promise = new Promise<V>((resolve) => {
    settle = resolve;
  });
  return {
    promise,
    isResolved: () => isResolved,
    resolve(value) {
      isResolved = true;
      settle(value);
    },
  };
};
