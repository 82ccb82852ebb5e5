import { expect, it } from 'vitest';
import { SIX } from '../pipelines/flow-log/flow-server.js';
import { flowService } from '../pipelines/flow-log/flow-service.js';
import { sendMalformed } from '../pipelines/flow-log/send-malformed.js';

const MEGABYTE = 1024 * 1024;

it('10,000 malformed bodies change no sum, none is answered with a defect, and memory stays as it is', async () => {
  const service = await flowService();
  expect(await service.post([SIX, { ...SIX, hour: 99 }])).toBe(200);
  // The first ones fill what is kept for all others.
  await sendMalformed(service, 2000, 1);
  const before = process.memoryUsage().rss;
  await sendMalformed(service, 8000, 2);
  const grown = (process.memoryUsage().rss - before) / MEGABYTE;
  console.log(`Resident memory has grown by ${grown.toFixed(0)} MB, the clients' included.`);
  expect(grown).toBeLessThan(256);
  await service.stop();
});
