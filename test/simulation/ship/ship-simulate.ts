import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { virtualClock } from '../../../src/testing/virtual-clock.js';
import { keptUploads } from '../../io/actions/upload/kit.js';
import { type Fate, memoryObjectStore } from '../../support/object-store/memory-object-store.js';
import { turns } from '../../support/turns.js';
import { ShipFiles } from './ship-files.js';
import { ShipLife } from './ship-life.js';
import { type Committed, type Sabotage, type ShipWorld, startShipper } from './ship-process.js';
import { NAMES, SETTLE, type ShipStep, type ShipStory, type Touch } from './ship-story.js';

/** What a story came to. */
export interface ShipEnd {
  /** Laws that were broken, in words. */
  readonly broken: readonly string[];
  /** Points of the last process that did not die. */
  readonly points: number;
  readonly deaths: readonly string[];
  /** Names of points, in the order in which the first process came to them. */
  readonly names: readonly string[];
  readonly operations: readonly string[];
}

export interface ShipOptions {
  readonly sabotage?: Sabotage;
  /** The condition of writes is left out. */
  readonly isUnconditional?: boolean;
}

const STEP = 100;
/** Long enough for each file, and each of its attempts. */
const LAST_ROUNDS = 400;

const gateOf = () => {
  let release = (): void => undefined;
  const open = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { open, release };
};

/** Lives through a story, process after process, and holds it against every law. */
export const simulateShipping = async (
  root: string,
  story: ShipStory,
  { sabotage = (action) => action, isUnconditional = false }: ShipOptions = {},
): Promise<ShipEnd> => {
  const home = mkdtempSync(join(root, 'story-'));
  const place = join(home, 'files');
  mkdirSync(place);
  const files = new ShipFiles(place);
  const broken = new Set<string>();
  const deaths: string[] = [];
  const names: string[] = [];
  let fates: Fate[] = [];
  let gate: ReturnType<typeof gateOf> | undefined;
  /** Uploads of which nobody may know, and processes that have died. */
  let [unknown, crashes] = [0, 0];
  const habits = {
    ignoresConditions: story.store === 'ignores conditions' || isUnconditional,
    saysNoSums: story.store === 'says no sums',
  };
  const store = memoryObjectStore(async (operation) => {
    await gate?.open;
    const fate = fates.shift() ?? 'fine';
    if (operation === 'create' && fate === 'lost') unknown++;
    return fate;
  }, habits);
  const foreign = new Map<string, Buffer>();
  const memory = keptUploads();
  const committed: Committed = { position: undefined, remembered: new Map(), shipped: new Set() };
  const world: ShipWorld = { story, place, moved: join(home, 'moved'), store, memory, committed, sabotage };

  /** Under its name, or under that which it was given back with. */
  const isSaid = (name: string, bytes: number): boolean =>
    [...committed.shipped].some(
      (one) => one === `${name} ${bytes}` || (one.startsWith(`${name}.`) && one.endsWith(` ${bytes}`)),
    );

  /** What is gone is in the bucket, a commit says so, and what is somebody else's is as it was. */
  const check = (): void => {
    files.look();
    for (const one of files.sought.splice(0)) {
      const { name, content } = one;
      // While it is being removed it has another name; and what has come into its place is away for a moment, and comes back.
      if (files.has(content)) files.sought.push(one);
      else if (![...store.objects.values()].some((body) => body.equals(content)))
        broken.add(`${name} is gone, and its ${content.length} bytes are nowhere`);
      else if (!isSaid(name, content.length))
        broken.add(`${name} is gone, and no commit says that it is shipped`);
    }
    for (const [key, body] of foreign) {
      if (store.objects.get(key)?.equals(body) !== true)
        broken.add(`${key} of somebody else was overwritten`);
    }
  };

  const nameOf = (file: number): string => NAMES[file] ?? NAMES[0];
  const touch = (one: Touch, isCalm = false): void => {
    const name = nameOf(one.file);
    switch (one.do) {
      case 'rename':
        files.rename(name, nameOf(one.to));
        return;
      case 'date':
        files.date(name, clock.now() + one.by);
        return;
      case 'foreign':
        // Between a look and a write nobody can guard what does not guard itself.
        if (store.objects.has(name) || (story.store === 'ignores conditions' && !isCalm)) return;
        foreign.set(name, Buffer.from(`somebody else’s ${foreign.size}`));
        store.objects.set(name, foreign.get(name) ?? Buffer.alloc(0));
        return;
      default:
        files[one.do](name, one.length);
    }
  };

  /** Touches to come, by how many points are left until then. */
  let meanwhile: { left: number; readonly touch: Touch }[] = [];
  const onPoint = (name: string): void => {
    if (deaths.length === 0) names.push(name);
    for (const one of meanwhile) if (--one.left === 0) touch(one.touch);
    meanwhile = meanwhile.filter(({ left }) => left > 0);
    check();
  };

  let life = new ShipLife(onPoint);
  let clock = virtualClock(Date.now());
  let bury = startShipper(world, life, clock);
  const crash = async (shift: number): Promise<void> => {
    crashes++;
    const now = clock.now();
    if (life.diedAt !== undefined) deaths.push(life.diedAt);
    gate?.release();
    gate = undefined;
    await bury();
    await turns(2);
    check();
    life = new ShipLife(onPoint);
    clock = virtualClock(now + shift);
    bury = startShipper(world, life, clock);
  };
  const atRest = async (): Promise<void> => {
    for (let quiet = 0; quiet < 3; quiet = life.busy > 0 ? 0 : quiet + 1) await turns(1);
  };
  const pass = async (time: number, step = STEP): Promise<void> => {
    for (let left = time; left > 0; left -= step) {
      await clock.advance(Math.min(step, left));
      await atRest();
      check();
      // A service manager starts it again at once.
      if (life.isDead) await crash(0);
    }
  };
  let series = 0;

  const walk = async (one: ShipStep): Promise<void> => {
    switch (one.do) {
      case 'pass':
        return pass(one.time);
      case 'crash':
        if (one.in > 0) {
          life.dieIn(one.in, one.at);
          return;
        }
        return crash(one.clock);
      case 'hold':
        gate ??= gateOf();
        return;
      case 'release':
        gate?.release();
        gate = undefined;
        return;
      case 'meanwhile':
        meanwhile.push({ left: one.in, touch: one.touch });
        return;
      case 'while sent':
        touch({ do: 'write', file: one.touch.file, length: 11 });
        gate ??= gateOf();
        await pass(3 * SETTLE);
        touch(one.touch);
        gate?.release();
        gate = undefined;
        return pass(STEP);
      case 'grow':
        files.begin(nameOf(one.file));
        for (let n = 0; n < one.times; n++) {
          await pass(one.gap);
          if (!files.more(5)) broken.add(`${nameOf(one.file)} is removed, and is being written`);
        }
        files.end();
        return;
      case 'minutes':
        for (let n = 0; n < one.count; n++) {
          files.write(`minute-${series++}`, 15 + n);
          await pass(60_000, SETTLE);
        }
        return;
      case 'fates':
        fates = [...one.fates];
        return;
      default:
        touch(one, life.busy === 0 && gate === undefined);
    }
  };

  try {
    for (const one of story.steps) {
      check();
      await walk(one);
    }
    check();
    // In the end all is well, and everything is shipped.
    gate?.release();
    gate = undefined;
    fates = [];
    meanwhile = [];
    for (let n = 0; n < LAST_ROUNDS && files.names.length > 0; n++) await pass(2 * SETTLE, SETTLE);
    await pass(2 * SETTLE, SETTLE);
    check();
    for (const name of files.names) broken.add(`${name} is never shipped`);
    // Of an upload whose answer was lost nobody knows, nor of those that were being begun at a death; every other one is taken back.
    if (store.uploads.size - memory.kept.size > unknown + crashes * story.concurrency)
      broken.add('uploads in parts are left');
  } finally {
    await bury();
    files.end();
    await turns(2);
    rmSync(home, { recursive: true, force: true });
  }
  return { broken: [...broken], points: life.points, deaths, names, operations: store.operations };
};
