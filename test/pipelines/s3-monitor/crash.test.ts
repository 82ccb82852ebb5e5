import { expect, it } from 'vitest';
import { memoryStore } from '../../../src/io/state/memory-store.js';
import { s3Server } from '../../servers/s3.js';
import { monitor, onceConfig } from '../../support/s3-monitor/monitor-of.js';
import { until } from '../../support/until.js';

it.each([false, true])(
  'what was under way when the process ended is removed by the next, and is no sample (versions: %s)',
  async (isVersioned) => {
    const server = await s3Server();
    server.bucket().isVersioned = isVersioned;
    const store = memoryStore();
    const config = onceConfig(server, 'probes: round_trip');
    const stop = new AbortController();
    server.next('get', { kind: 'stall' });
    const killed = monitor(config, { store, signal: stop.signal, drainTimeout: '1ms' });
    await until(() => server.count('get') === 1);
    stop.abort();
    await killed.catch(() => undefined);
    const [key] = [...server.bucket().versions.keys()];
    expect(key).toBeDefined();

    const { results } = await monitor(config, { store });
    expect(results).toMatchObject([
      { key, class: 'interrupted', status: 'none', duration: null },
      { class: 'ok', status: 'success' },
    ]);
    expect([server.bucket().versions.size, server.count('list')]).toEqual([0, 0]);
    // Nothing is tested again under the same key.
    expect(server.seen.filter((one) => one.key === key && one.kind === 'put')).toHaveLength(1);
  },
);
