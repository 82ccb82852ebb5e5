import { collectDefaultMetrics, Registry } from 'prom-client';

/** The metrics of the process itself. */
export const processMetrics = (): Registry => {
  const register = new Registry();
  collectDefaultMetrics({ register });
  return register;
};
