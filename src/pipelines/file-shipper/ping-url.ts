import type { Beat } from './with-heartbeat.js';

const DEADLINE = 10_000;
const ENDINGS: Readonly<Record<Beat, string>> = { start: '/start', success: '', failure: '/fail' };

/** Asks a URL, with `/start` or `/fail` behind its path where that is to be said, as monitors of jobs want it. A fault is warned of. */
export const pingUrl =
  (url: string, warn: (message: string) => void) =>
  async (beat: Beat): Promise<void> => {
    const place = new URL(url);
    place.pathname = place.pathname.replace(/\/$/, '') + ENDINGS[beat];
    try {
      const { request } = await import('../../io/sinks/http/client.js');
      const { statusCode, body } = await request(place, { signal: AbortSignal.timeout(DEADLINE) });
      await body.dump();
      if (statusCode >= 300) warn(`The heartbeat was refused by ${place.host}: ${statusCode}.`);
    } catch (error) {
      warn(`The heartbeat did not reach ${place.host}: ${error instanceof Error ? error.message : error}.`);
    }
  };
