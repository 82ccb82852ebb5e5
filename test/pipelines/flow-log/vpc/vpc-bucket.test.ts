import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { buildPipeline } from '../../../../src/config/compile/build-pipeline.js';
import { builtParts } from '../../../../src/config/parts/built-parts.js';
import { systemClock } from '../../../../src/io/clock.js';
import { memoryStore } from '../../../../src/io/state/memory-store.js';
import { run } from '../../../../src/pipelines/run.js';
import { s3Server } from '../../../servers/s3.js';
import { putObject } from '../../../support/object-store/put-object.js';
import { asIf } from '../../../support/object-store/store-at.js';
import { collector, planOf } from '../../../support/run-config.js';

const HEADER =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status flow-direction\n';

/** A record of 100 bytes at that second, out of the interface or into it. */
const record = (start: number, direction: 'egress' | 'ingress') =>
  `2 1 eni-1 ${direction === 'egress' ? '10.0.0.1 10.0.1.9' : '10.0.1.9 10.0.0.1'} 40000 443 6 1 100 ${start} ${start + 60} ACCEPT OK ${direction}\n`;

const keyAt = (account: number, time: string) =>
  `AWSLogs/${account}/vpcflowlogs/eu-central-1/2026/11/29/${account}_vpcflowlogs_eu-central-1_fl-1_${time}_0a.log.gz`;

it('sums VPC flow logs of several accounts in a bucket, each once, run after run', async () => {
  asIf({});
  const server = await s3Server();
  const config = `
version: 1
pipelines:
  vpc:
    source:
      s3: s3://logs/AWSLogs
      endpoint: ${server.endpoint}
      follow: false
      format: { vpc-flow: { apps: { eni-1: { app: web, vpc: vpc-1 }, 10.0.1.0/24: { app: db, vpc: vpc-1 } } } }
    streams:
      totals:
        where: log_status == "OK"
        by: [src_app, dest_app, vpc_id]
        window: 1h
        measure: { bytes_tx: sum(bytes_tx), bytes_rx: sum(bytes_rx) }
        to: [stdout]
`;
  const store = memoryStore();
  const said: string[] = [];
  const sink = collector();
  const pass = async (close: boolean) => {
    const [plan] = planOf(config).pipelines;
    if (plan === undefined) throw new Error('there is no pipeline');
    const context = {
      ...{ clock: systemClock(), json: true, colours: false, remembers: true },
      warn: (message: string) => void said.push(message),
      inform: () => undefined,
    };
    return run(
      buildPipeline(plan, builtParts, context, undefined, () => sink),
      { store, close },
    );
  };
  const nine = Date.UTC(2026, 10, 29, 9) / 1000;
  const put = (account: number, time: string, minutes: readonly number[]) =>
    putObject(
      server,
      keyAt(account, time),
      gzipSync(
        HEADER +
          minutes.map((m) => record(nine + m * 60, 'egress') + record(nine + m * 60, 'ingress')).join(''),
      ),
    );
  put(2, '20261129T0910Z', [5, 6, 7]);
  put(1, '20261129T0905Z', [0, 1]);
  expect(await pass(false)).toMatchObject({ rows: 10 });
  put(1, '20261129T0915Z', [59, 60, 61]);
  put(2, '20261129T0900Z', [4]);
  expect(await pass(true)).toMatchObject({ rows: 8 });
  expect(said).toEqual([]);
  expect(sink.of('totals')).toEqual([
    expect.objectContaining({
      src_app: 'web',
      dest_app: 'db',
      vpc_id: 'vpc-1',
      bytes_tx: 700,
      bytes_rx: 700,
    }),
    expect.objectContaining({
      src_app: 'web',
      dest_app: 'db',
      vpc_id: 'vpc-1',
      bytes_tx: 200,
      bytes_rx: 200,
    }),
  ]);
});
