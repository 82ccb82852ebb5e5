import type { Checks } from '../../io/actions/check/check-action.js';

/** Checks that keep something open. */
export interface ClosingChecks extends Checks {
  close(): void;
}

/** Checks that are loaded when the first target is due: most of what it takes to start is in them. */
export const lateChecks = (load: () => Promise<ClosingChecks>): ClosingChecks => {
  let loading: Promise<ClosingChecks> | undefined;
  let loaded: ClosingChecks | undefined;
  const checks = async (): Promise<ClosingChecks> => {
    loading ??= load();
    loaded = await loading;
    return loaded;
  };
  return {
    http: async (target, signal) => (loaded ?? (await checks())).http(target, signal),
    tcp: async (target, signal) => (loaded ?? (await checks())).tcp(target, signal),
    dns: async (target, signal) => (loaded ?? (await checks())).dns(target, signal),
    close: () => loaded?.close(),
  };
};
