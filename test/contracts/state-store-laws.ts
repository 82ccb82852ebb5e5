import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Commit, OutboxEntry, Owned, StateKey, StateStore } from '../../src/io/state/state-store.js';
import { TidemarkError } from '../../src/operators/tidemark-error.js';
import { type MakeStore, settled } from './state-store/marks.js';
import { type Outcome, StoreModel } from './state-store/model.js';

const KEYS: readonly StateKey[] = [{ pipeline: 'a' }, { pipeline: 'a', partition: '1' }, { pipeline: 'b' }];
const SINKS = ['chat', 'file'];

/** What happens; shares pick one of what is there then. */
type Event =
  | { readonly kind: 'claim'; readonly key: number }
  | { readonly kind: 'another store' }
  | { readonly kind: 'commit'; readonly owner: number; readonly off: number; readonly plan: Plan }
  /** The answer was lost: the very same is asked for again. */
  | { readonly kind: 'commit again'; readonly owner: number }
  | {
      readonly kind: 'page';
      readonly owner: number;
      readonly sink: string;
      readonly after: number;
      readonly most: number;
    };

interface Plan {
  readonly remembered: readonly (readonly [string, unknown])[];
  readonly keyed: Readonly<Record<string, readonly (readonly [string, unknown])[]>>;
  readonly kept: readonly (readonly [sink: string, name: string, size: number | undefined])[];
  readonly added: readonly {
    readonly sink: string;
    readonly size: number;
    readonly takes: readonly number[];
  }[];
  /** Shares of what waits. */
  readonly done: readonly number[];
  readonly ended: boolean;
}

const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const sink = fc.constantFrom(...SINKS);
const name = fc.constantFrom('x', 'y', 'z');
const changes = fc.array(fc.tuple(name, fc.option(fc.nat(9), { nil: undefined })), { maxLength: 3 });
/** One of a kind in ten goes wrong. */
const off = fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, fc.constantFrom(-1, 1));

const plan = fc.record<Plan>({
  remembered: changes,
  keyed: fc.dictionary(name, changes, { maxKeys: 2 }),
  kept: fc.array(fc.tuple(sink, name, fc.option(fc.nat(40), { nil: undefined, freq: 4 })), { maxLength: 3 }),
  added: fc.array(
    fc.record({ sink, size: fc.constantFrom(10, 3000), takes: fc.array(share, { maxLength: 2 }) }),
    {
      maxLength: 3,
    },
  ),
  done: fc.array(share, { maxLength: 3 }),
  ended: fc.boolean(),
});

/** Whoever claimed last, mostly. */
const owner = fc.oneof({ weight: 4, arbitrary: fc.constant(0.999) }, share);

const events = fc.array(
  fc.oneof(
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant('claim' as const), key: fc.nat(KEYS.length - 1) }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('another store' as const) }) },
    { weight: 8, arbitrary: fc.record({ kind: fc.constant('commit' as const), owner, off, plan }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('commit again' as const), owner }) },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('page' as const),
        owner,
        sink,
        after: fc.nat(20),
        most: fc.integer({ min: 1, max: 5 }),
      }),
    },
  ) as fc.Arbitrary<Event>,
  { maxLength: 40 },
);

interface Owner {
  readonly number: number;
  readonly key: StateKey;
  readonly owned: Owned;
  asked: { readonly expected: number; readonly next: Commit } | undefined;
}

/** A store and its model, live through the same events. */
class Story {
  readonly #model = new StoreModel();
  readonly #owners: Owner[] = [];
  #number = 1;
  readonly seen = new Map<Outcome | 'repeated', number>();

  constructor(
    private store: StateStore,
    private readonly again: () => Promise<StateStore>,
  ) {}

  async live(event: Event): Promise<void> {
    if (event.kind === 'claim') return this.#claim(KEYS[event.key] ?? { pipeline: '' });
    if (event.kind === 'another store') {
      this.store = await this.again();
      // Where only one may be open, whoever owned anything through the one before is shut out.
      for (const key of KEYS) await this.#claim(key);
      return;
    }
    const one = pick(this.#owners, event.owner);
    if (one === undefined) return;
    if (event.kind === 'page') return this.#page(one, event.sink, event.after, event.most);
    if (event.kind === 'commit') {
      const expected = this.#model.sequence(one.key) + event.off;
      one.asked = { expected, next: this.#commitOf(one.key, event.plan) };
    } else if (one.asked !== undefined) this.#count('repeated');
    await this.#commit(one);
  }

  /** Compares all that can be seen. */
  async check(): Promise<void> {
    const committed = KEYS.filter((key) => this.#model.saved(key) !== undefined);
    expect(await this.store.list()).toEqual(committed);
    for (const key of KEYS) same(await this.store.load(key), this.#model.saved(key));
    for (const { key, owned, number } of this.#owners) {
      if (!this.#model.isOwner(key, number)) continue;
      for (const [name, { bytes }] of this.#model.pieces(key)) {
        const [sink = '', piece = ''] = name.split('/');
        expect([...(await owned.piece(sink, piece))]).toEqual([...bytes]);
      }
      for (const sink of SINKS) same(await owned.waiting(sink, 0, 1000), this.#model.waiting(key, sink));
    }
  }

  async #claim(key: StateKey): Promise<void> {
    const number = this.#owners.length;
    const owned = await this.store.claim(key);
    this.#model.claim(key, number);
    same(owned.saved, this.#model.saved(key));
    this.#owners.push({ number, key, owned, asked: undefined });
  }

  async #page({ number, key, owned }: Owner, sink: string, after: number, most: number): Promise<void> {
    const page = owned.waiting(sink, after, most);
    if (!this.#model.isOwner(key, number)) {
      await expect(page).rejects.toMatchObject({ code: 'stale-state' });
      return;
    }
    const all = this.#model.waiting(key, sink).filter((entry) => entry.number > after);
    same(await page, all.slice(0, most));
  }

  async #commit({ number, key, owned, asked }: Owner): Promise<void> {
    if (asked === undefined) return;
    const { expected, next } = asked;
    const outcome = this.#model.commit(key, number, expected, next);
    expect(await outcomeOf(owned.commit(expected, next))).toBe(outcome);
    this.#count(outcome);
    same(await this.store.load(key), this.#model.saved(key));
  }

  #commitOf(key: StateKey, { remembered, keyed, kept, added, done, ended }: Plan): Commit {
    const pieces = new Map(SINKS.map((sink) => [sink, new Map<string, Uint8Array | undefined>()]));
    for (const [sink, name, size] of kept) {
      pieces.get(sink)?.set(name, size === undefined ? undefined : new Uint8Array(size).fill(this.#number));
    }
    const waiting = SINKS.flatMap((sink) => this.#model.waiting(key, sink));
    const going = new Set(done.flatMap((part) => pick(waiting, part) ?? []));
    return {
      id: `commit ${this.#number++}`,
      position: this.#number,
      remembered: new Map(remembered),
      states: { balance: this.#number },
      keyed: Object.fromEntries(Object.entries(keyed).map(([state, entries]) => [state, new Map(entries)])),
      sinks: { chat: this.#number },
      kept: Object.fromEntries(pieces),
      outbox: {
        added: added.map(({ sink, size, takes }) => this.#entryOf(key, sink, size, takes)),
        done: [...going].map(settled),
      },
      ...(ended ? { ended } : {}),
    };
  }

  #entryOf(key: StateKey, sink: string, bytes: number, takes: readonly number[]): OutboxEntry {
    const number = this.#number++;
    // Mostly of what is kept; what has been taken is refused.
    const names = [...this.#model.pieces(key)].filter(([name]) => name.startsWith(`${sink}/`));
    const free = names
      .filter(([, piece], i) => piece.free || i === 0)
      .map(([name]) => name.slice(sink.length + 1));
    const pieces = takes.flatMap((part) => pick(free, part) ?? []);
    const delivery = { id: `d${number}`, body: 'x'.repeat(bytes), rows: number % 3 };
    return {
      ...{ number, sink, at: 1000 + number, bytes },
      delivery: pieces.length === 0 ? delivery : { ...delivery, pieces },
    };
  }

  #count(what: Outcome | 'repeated'): void {
    this.seen.set(what, (this.seen.get(what) ?? 0) + 1);
  }
}

const pick = <T>(list: readonly T[], part: number): T | undefined => list[Math.floor(part * list.length)];

const outcomeOf = (commit: Promise<void>): Promise<string> =>
  commit.then(
    () => 'stored',
    (error: unknown) => (error instanceof TidemarkError ? error.code : String(error)),
  );

const same = (got: unknown, expected: unknown): void => {
  // The message of this one is worth reading, and the other is fast.
  if (!isDeepStrictEqual(got, expected)) expect(got).toStrictEqual(expected);
};

/** What every state store does after any claims, commits and lost answers: what a plain model does. */
export const stateStoreLaws = (what: string, make: MakeStore, runs: number): void => {
  describe(`${what} does what a plain model of a state store does`, () => {
    it('after any claims, commits, answers that were lost, and other store objects', async () => {
      const seen = new Map<string, number>();
      await fc.assert(
        fc.asyncProperty(events, async (all) => {
          const { store, again } = await make();
          const story = new Story(store, again);
          for (const event of [{ kind: 'claim', key: 0 } as const, ...all]) await story.live(event);
          await story.check();
          for (const [outcome, times] of story.seen) seen.set(outcome, (seen.get(outcome) ?? 0) + times);
        }),
        { numRuns: runs },
      );
      // All of it has happened.
      for (const outcome of ['stored', 'stale-state', 'bad-options', 'repeated']) {
        expect(seen.get(outcome) ?? 0, outcome).toBeGreaterThan(runs / 4);
      }
    });
  });
};
