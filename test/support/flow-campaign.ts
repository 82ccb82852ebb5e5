import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { seededRandom } from '../../src/testing/seeded-random.js';
import { Connection } from './flow-campaign/connection.js';
import { DoomedHour } from './flow-campaign/doomed-hour.js';
import { DOOMED, MIRRORED, SHARED } from './flow-campaign/flow-batch.js';
import { FlowClient, type Together } from './flow-campaign/flow-client.js';
import { FlowProcess } from './flow-campaign/flow-process.js';
import { NaiveSums, rowTexts } from './flow-campaign/naive-sums.js';
import { type Sabotage, sabotagedCommand } from './sabotage.js';
import { MAIN } from './tidemark.js';

export interface FlowCampaignOptions {
  readonly directory: string;
  readonly seed: number;
  /** At least; more where not enough has been stored by then, or nothing trimmed where that is to be seen. */
  readonly kills: number;
  /** Commits and new journal files after kilobytes and not after many megabytes, so that kills fall into them. */
  readonly smallLimits: boolean;
  /** What is wrong with the command, to see whether that is found out. */
  readonly sabotages?: readonly Sabotage[];
}

export interface FlowVerdict extends Readonly<Together['counts']> {
  readonly kills: number;
  /** Lives that were ended with SIGTERM. */
  readonly stops: number;
  /** Kills before the service was ready. */
  readonly early: number;
  /** Lives that found a record half-written. */
  readonly torn: number;
  /** Requests that the journal has let go of, as their sums were saved. */
  readonly trimmed: number;
  /** What is wrong, in words; empty where nothing is. */
  readonly faults: readonly string[];
}

const CLIENTS = 16;
/** Batches that must have been acknowledged. */
const ENOUGH = 100;
/** Batches that are acknowledged in a long life. */
const LONG_LIFE = 150;
const MOST_FAULTS = 10;

const SMALL: readonly Sabotage[] = [
  {
    file: 'pipelines/flow-log/flow-source.js',
    replace: /LEAST_JOURNAL = [^;]+/,
    by: 'LEAST_JOURNAL = 30_000',
  },
  { file: 'pipelines/flow-log/flow-source.js', replace: /PART_OF_SUMS = [^;]+/, by: 'PART_OF_SUMS = 0' },
  { file: 'io/journal/open-journal.js', replace: 'segmentBytes = 64 << 20', by: 'segmentBytes = 50_000' },
];

/**
 * Kills a real `tidemark flow-log` with SIGKILL while it starts or when it has stored so many batches, while clients send it
 * batches, good and bad ones, and look at what is stored. Each of them knows what it was told; in the end all sums are compared
 * with those of a plain count of what was stored.
 */
export async function flowCampaign(options: FlowCampaignOptions): Promise<FlowVerdict> {
  const { directory, seed, kills, smallLimits } = options;
  const random = seededRandom(seed);
  const sabotages = [...(smallLimits ? SMALL : []), ...(options.sabotages ?? [])];
  const main = sabotages.length === 0 ? MAIN : await sabotagedCommand(join(directory, 'command'), sabotages);
  const state = join(directory, 'state');
  const service = new FlowProcess(main, state);
  const faults: string[] = [];
  const together: Together = {
    url: () => service.url(),
    doomed: new DoomedHour(DOOMED),
    counts: {
      batches: 0,
      acknowledged: 0,
      refused: 0,
      unknown: 0,
      again: 0,
      otherBody: 0,
      deletes: 0,
      looks: 0,
    },
    fault: (what) => faults.push(what),
  };
  const clients = Array.from(
    { length: CLIENTS },
    (_, id) => new FlowClient(id, seededRandom(seed + 1 + id), together),
  );
  let isOver = false;
  const running = clients.map((client) => client.run(() => isOver));
  const failed = Promise.all(running).then(() => new Promise<never>(() => undefined));
  const among = <V>(wait: Promise<V>): Promise<V> => Promise.race([wait, failed]);
  const lives = { kills: 0, stops: 0, early: 0 };
  const journal = join(state, 'journal-flow-log');
  const hasSeenEnough = (): boolean =>
    lives.kills >= kills &&
    together.counts.acknowledged >= ENOUGH &&
    (!smallLimits || trimmedIn(journal) > 0);

  /** Ready, or ended by itself, which is a fault. */
  const begun = async (): Promise<void> => {
    service.start();
    const code = await among(Promise.race([service.url().then(() => undefined), service.gone]));
    if (code !== undefined) throw new Error(`A life ended by itself with ${code}: ${service.stderr}`);
  };

  /** Resolves when it has come so far, or has ended by itself, which whoever ends it finds out. */
  const cameTo = async (isSo: () => boolean): Promise<void> => {
    let isGone = false;
    const end = service.gone.then(() => {
      isGone = true;
    });
    while (!isSo() && !isGone) await among(Promise.race([delay(1), end]));
  };

  try {
    while (!hasSeenEnough() && faults.length < MOST_FAULTS) {
      if (random() < 0.15) {
        const before = namesIn(state);
        service.start();
        await cameTo(
          random() < 0.5 ? () => namesIn(state) !== before : () => service.stderr.includes('flow log at'),
        );
        lives.early++;
      } else {
        await begun();
        const { acknowledged } = together.counts;
        const enough = acknowledged + 1 + random() ** 2 * LONG_LIFE;
        await cameTo(() => together.counts.acknowledged >= enough);
        // Not only right after an answer.
        await among(delay(random() * 20));
      }
      if (random() < 0.1) {
        lives.stops++;
        const code = await service.end('SIGTERM');
        // Before it hears signals it ends by them, as any process does.
        if (code !== 0 && code !== 'SIGTERM') {
          faults.push(`A stop ended with ${code}: ${service.stderr}`);
        }
      } else {
        lives.kills++;
        const code = await service.end('SIGKILL');
        if (code !== 'SIGKILL') faults.push(`A life ended by itself with ${code}: ${service.stderr}`);
      }
    }
    isOver = true;
    await begun();
    await Promise.all(running);
    for (const client of clients) await client.close();
    const before = await compare(service, clients, together.doomed, faults);
    const code = await service.end('SIGTERM');
    if (code !== 0) faults.push(`The last stop ended with ${code}: ${service.stderr}`);
    await begun();
    const after = await compare(service, clients, together.doomed, faults);
    if (after !== before) faults.push('A stop and a start have changed the answers.');
  } catch (error) {
    faults.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
  } finally {
    isOver = true;
    await service.end('SIGKILL');
  }
  return {
    ...together.counts,
    ...lives,
    torn: service.warnings.filter((line) => line.includes('is cut off')).length,
    trimmed: trimmedIn(journal),
    faults: faults.slice(0, MOST_FAULTS),
  };
}

/** Compares all hours with a plain count of what is stored; answers with what they were, in their order. */
async function compare(
  service: FlowProcess,
  clients: readonly FlowClient[],
  doomed: DoomedHour,
  faults: string[],
): Promise<string> {
  const connection = new Connection(() => service.url());
  const get = async (path: string): Promise<string> => {
    const { status, text } = await connection.askUntilAnswered({ method: 'GET', path });
    if (status !== 200) faults.push(`GET ${path} is ${status} ${text}`);
    return text;
  };
  const model = new NaiveSums();
  for (const { stored } of clients) for (const records of stored) model.add(records);
  let all = await get('/hours');
  for (const hour of [...SHARED, ...MIRRORED]) {
    const text = await get(`/flows?hour=${hour}`);
    all += text;
    // Among clients nobody knows who was first.
    const got = [...rowTexts(text)].sort();
    const should = [...model.rows(hour)].sort();
    const at = should.findIndex((row, i) => row !== got[i]);
    if (at !== -1) faults.push(`Hour ${hour} has ${got[at]} where ${should[at]} should be.`);
    if (got.length !== should.length)
      faults.push(`Hour ${hour} has ${got.length} rows, not ${should.length}.`);
  }
  const text = await get(`/flows?hour=${DOOMED}`);
  faults.push(...doomed.faults(text));
  for (const client of clients) await client.look(connection, 'after all');
  const hours = JSON.parse(await get('/hours')) as readonly { readonly hour: number }[];
  const known = new Set<number>([...SHARED, ...MIRRORED, DOOMED, ...clients.map(({ hour }) => hour)]);
  for (const { hour } of hours) if (!known.has(hour)) faults.push(`Nothing was stored for hour ${hour}.`);
  await connection.close();
  return all + text;
}

const namesIn = (directory: string): string =>
  existsSync(directory) ? readdirSync(directory).join(' ') : '';

/** Of a journal, how many of its entries are gone. */
const trimmedIn = (journal: string): number => {
  const firsts = Array.from(namesIn(journal).matchAll(/journal-(\d+)\.log/g), ([, first]) => Number(first));
  return firsts.length === 0 ? 0 : Math.min(...firsts) - 1;
};
