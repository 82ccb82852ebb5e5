/** Runs something while every clock and source of chance throws; puts them back afterwards. */
export function withPoisonedClock<T>(run: () => T): T {
  const poison = (name: string) => (): never => {
    throw new Error(`An operator must not use ${name}.`);
  };
  const globals: Record<string, unknown> = globalThis as typeof globalThis & Record<string, unknown>;
  const names = ['Date', 'performance', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'];
  const kept = names.map((name) => [name, Object.getOwnPropertyDescriptor(globals, name)] as const);
  const random = Math.random;
  try {
    for (const name of names) {
      Object.defineProperty(globals, name, { configurable: true, get: poison(name) });
    }
    Math.random = poison('Math.random');
    return run();
  } finally {
    Math.random = random;
    for (const [name, descriptor] of kept) {
      if (descriptor !== undefined) Object.defineProperty(globals, name, descriptor);
    }
  }
}
