import type { Checks } from '../../io/actions/check/check-action.js';

/** Checks that are loaded when the first target is due: it takes longer to load them than the rest of the command. */
export const lateChecks = (load: () => Promise<Checks>): Checks => {
  let loaded: Promise<Checks> | undefined;
  const checks = (): Promise<Checks> => {
    loaded ??= load();
    return loaded;
  };
  return {
    http: async (target, signal) => (await checks()).http(target, signal),
    tcp: async (target, signal) => (await checks()).tcp(target, signal),
    dns: async (target, signal) => (await checks()).dns(target, signal),
  };
};
