import { expect } from 'vitest';
import { seededRandom } from '../../../src/testing/seeded-random.js';
import type { FlowService } from './flow-service.js';
import { malformedBodies } from './malformed-bodies.js';

const CLIENTS = 16;

/** Sends so many malformed bodies, and expects that each is refused with a problem and none is counted. */
export const sendMalformed = async (
  service: Pick<FlowService, 'url' | 'get' | 'messages'>,
  count: number,
  seed: number,
): Promise<void> => {
  const before = await service.get('/flows?from=0&to=100');
  const bodies = malformedBodies(count, seededRandom(seed));
  let sent = 0;
  const client = async (): Promise<void> => {
    for (const { body, headers } of bodies) {
      const response = await fetch(`${service.url}/flows`, {
        method: 'POST',
        headers,
        body: new Uint8Array(body),
      });
      const text = await response.text();
      const what = `${JSON.stringify(headers)} ${body.subarray(0, 300).toString()}`;
      expect([400, 413, 415], what).toContain(response.status);
      expect(JSON.parse(text), what).toMatchObject({
        error: expect.any(String),
        message: expect.any(String),
      });
      sent++;
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  expect(sent).toBe(count);
  expect(await service.get('/flows?from=0&to=100')).toBe(before);
  expect(service.messages.filter((message) => message.includes('defect'))).toEqual([]);
};
