import { expect, it } from 'vitest';
import { SIX } from './flow-server.js';
import { flowService } from './flow-service.js';
import { sendMalformed } from './send-malformed.js';

it('2,000 malformed bodies change no sum, and none is answered with a defect', async () => {
  const service = await flowService();
  expect(await service.post([SIX, { ...SIX, hour: 99 }])).toBe(200);
  await sendMalformed(service, 2000, 5);
  const { rows } = await service.stop();
  expect(rows).toBe(2);
});
