import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '../../src/testing/seeded-random.js';
import { type Running, startTidemark } from './tidemark.js';

export interface FlowKillCampaignOptions {
  /** Of the state. */
  readonly state: string;
  readonly seed: number;
  readonly kills: number;
}

export interface FlowKillCampaign {
  /** What is not as it must be; empty when all is well. */
  readonly faults: readonly string[];
  /** Batches that were answered with 200, and those of which nobody knows. */
  readonly stored: number;
  readonly unknown: number;
}

interface Flow {
  readonly src_app: string;
  readonly dest_app: string;
  readonly vpc_id: string;
  readonly bytes_tx: number;
  readonly bytes_rx: number;
  readonly hour: number;
}

const CLIENTS = 16;
const HOURS = 5;
const LONGEST_ANSWER = 5000;

/**
 * Sixteen clients send batches, good and bad, to a service that is killed at random moments and started again; then its
 * sums are held against what it has answered. A batch is there once where it was answered with 200, wholly or not at all
 * where nobody was answered, and never where it was refused.
 */
export const flowKillCampaign = async ({
  state,
  seed,
  kills,
}: FlowKillCampaignOptions): Promise<FlowKillCampaign> => {
  const random = seededRandom(seed);
  const below = (n: number): number => Math.floor(random() * n);
  const faults: string[] = [];
  const batches: { readonly flows: readonly Flow[]; fate: 'stored' | 'unknown' | 'refused' }[] = [];
  let isOver = false;
  let service = await start(state);

  const newBatch = (): readonly Flow[] =>
    Array.from({ length: 1 + below(20) }, () => ({
      // One key of its own for each batch, and one that all share.
      src_app: below(2) === 0 ? 'all' : `batch-${batches.length}`,
      dest_app: `d${below(3)}`,
      vpc_id: 'v',
      bytes_tx: Math.floor(random() * Number.MAX_SAFE_INTEGER),
      bytes_rx: below(1000),
      hour: below(HOURS),
    }));

  const client = async (): Promise<void> => {
    while (!isOver) {
      const flows = [
        ...newBatch(),
        {
          src_app: `batch-${batches.length}`,
          dest_app: 'one',
          vpc_id: 'v',
          bytes_tx: 1,
          bytes_rx: 1,
          hour: 0,
        },
      ];
      const batch: (typeof batches)[number] = { flows, fate: 'unknown' };
      const key = below(2) === 0 ? { 'idempotency-key': `batch-${batches.length}` } : undefined;
      const isBad = below(8) === 0;
      batches.push(batch);
      const body = JSON.stringify(isBad ? [...flows, { ...flows[0], hour: -1 }] : flows);
      // Only what has a key may be sent again when nobody knows what became of it.
      let mayBeThere = false;
      do {
        const status = await send(service.url, body, key);
        if (status === 200) batch.fate = 'stored';
        else if (status === 400) batch.fate = 'refused';
        else if (status !== undefined && status !== 503) faults.push(`A batch was answered with ${status}.`);
        if (isBad !== (status === 400) && (status === 200 || status === 400))
          faults.push(`A ${isBad ? 'bad' : 'good'} batch was answered with ${status}.`);
        if (status === 503 && !mayBeThere) batch.fate = 'refused';
        mayBeThere ||= status === undefined;
        if (status === undefined || status === 503) await sleep(20);
      } while (
        !isOver &&
        key !== undefined &&
        (batch.fate === 'unknown' || (batch.fate === 'refused' && !isBad))
      );
    }
  };

  const clients = Promise.all(Array.from({ length: CLIENTS }, client));
  try {
    for (let n = 0; n < kills; n++) {
      await sleep(below(300));
      service.running.child.kill('SIGKILL');
      await service.running.finished;
      service = await start(state);
    }
  } finally {
    isOver = true;
  }
  await clients;
  // What nobody was told of may be in it: the sums say whether.
  const text = await (await fetch(`${service.url}/flows?from=0&to=${HOURS}`)).text();
  const rows = JSON.parse(text.replace(/:(\d+)/g, ':"$1"')) as readonly Record<keyof Flow, string>[];
  const there = new Set(rows.filter(({ dest_app }) => dest_app === 'one').map(({ src_app }) => src_app));
  const wanted = new Map<string, readonly [tx: bigint, rx: bigint]>();
  batches.forEach(({ flows, fate }, n) => {
    const isThere = there.has(`batch-${n}`);
    if (fate === 'stored' && !isThere) faults.push(`Batch ${n} was stored and is lost.`);
    if (fate === 'refused' && isThere) faults.push(`Batch ${n} was refused and is there.`);
    if (!isThere) return;
    for (const { src_app, dest_app, hour, bytes_tx, bytes_rx } of flows) {
      const name = `${src_app} ${dest_app} ${hour}`;
      const [tx, rx] = wanted.get(name) ?? [0n, 0n];
      wanted.set(name, [tx + BigInt(bytes_tx), rx + BigInt(bytes_rx)]);
    }
  });
  for (const { src_app, dest_app, hour, bytes_tx, bytes_rx } of rows) {
    const name = `${src_app} ${dest_app} ${hour}`;
    const [tx, rx] = wanted.get(name) ?? [];
    if (String(tx) !== bytes_tx || String(rx) !== bytes_rx)
      faults.push(`${name} is ${bytes_tx}, ${bytes_rx} and not ${tx}, ${rx}.`);
    wanted.delete(name);
  }
  for (const name of wanted.keys()) faults.push(`${name} is missing.`);
  service.running.child.kill('SIGTERM');
  await service.running.finished;
  const count = (fate: string): number => batches.filter((batch) => batch.fate === fate).length;
  return { faults, stored: count('stored'), unknown: count('unknown') };
};

const start = async (state: string): Promise<{ readonly running: Running; readonly url: string }> => {
  const running = startTidemark(['flow-log', '--listen', '127.0.0.1:0', '--state', state]);
  await running.until(({ stderr }) => /\bready\b/.test(stderr));
  return { running, url: /http:\/\/[\d.]+:\d+/.exec(running.stderr)?.[0] ?? '' };
};

/** The status of the answer; undefined where there was none. */
const send = async (
  url: string,
  body: string,
  key: Readonly<Record<string, string>> = {},
): Promise<number | undefined> => {
  try {
    // Some versions of fetch never hear of a server that was killed at a bad moment.
    const signal = AbortSignal.timeout(LONGEST_ANSWER);
    const headers = { 'content-type': 'application/json', ...key };
    const response = await fetch(`${url}/flows`, { method: 'POST', headers, body, signal });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return undefined;
  }
};
