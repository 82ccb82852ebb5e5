import { createHash } from 'node:crypto';
import type { Notice } from './notice.js';

/** What a service tells incidents apart by: readable, 255 characters at most, and the same for one alert, key and machine in every run. */
export const machineIncident = ({ pipeline, alert, incident }: Notice, source: string): string => {
  const hash = createHash('sha256')
    .update(JSON.stringify([source, incident]))
    .digest('hex')
    .slice(0, 32);
  const name = `tidemark-${pipeline}-${alert}`.replace(/[^\w.-]+/g, '_').slice(0, 200);
  return `${name}-${hash}`;
};
