import type { Chunk } from '../../../operators/chunk.js';
import type { Clock } from '../../clock.js';
import { countOf } from '../../text/count-of.js';
import { oneLine } from '../../text/one-line.js';
import { beginAt, type ObjectsStart } from './begin-at.js';
import { type Look, type Looking, lookForObjects } from './look-for-objects.js';
import type { ObjectsReader } from './objects-reader.js';

/** Looks that a single pass takes again because something was overwritten under its eyes. */
const MOST_AGAIN = 5;

export interface ListedOptions {
  readonly clock: Clock;
  readonly follow: boolean;
  /** Milliseconds between the beginnings of two looks. */
  readonly every: number;
  /** Milliseconds that an object may come later than others that were written after it. */
  readonly lookBack: number;
  readonly start: ObjectsStart;
  readonly nameOf: (key: string) => string;
  readonly warn: (message: string) => void;
  readonly inform: (message: string) => void;
}

/** What is found by listing all keys, again and again where it is followed. */
export async function* listedObjects<T>(
  reader: ObjectsReader<T>,
  looking: Looking,
  options: ListedOptions,
): AsyncGenerator<Chunk<T>, void, undefined> {
  const { clock, follow, every, lookBack } = options;
  const { known } = reader;
  const { signal } = looking;
  if (reader.saved === undefined && options.start !== 'beginning') {
    const before = await beginAt(options.start, lookBack, looking, known);
    if (signal.aborted) return;
    if (before > 0)
      options.inform(
        `${countOf(before, 'object')} from before the start ${before === 1 ? 'is' : 'are'} not read.`,
      );
    yield reader.standing();
  }
  yield* reader.resume();
  for (let again = 0; !signal.aborted; ) {
    const began = clock.now();
    reader.changed = 0;
    const look = await lookForObjects(looking, known);
    if (signal.aborted) return;
    speakOf(look, known.behind, options);
    yield* reader.read(look.taken.values());
    if (signal.aborted) return;
    known.advance(Math.min(look.newest - lookBack, look.oldestLeft), look.behind);
    const isAll = look.left === 0;
    yield { ...reader.standing(), ...(follow && isAll && { now: began }) };
    if (!isAll) continue;
    if (!follow && (reader.changed === 0 || again++ === MOST_AGAIN)) return;
    if (follow) await clock.sleep(Math.max(0, began + every - clock.now()), signal);
  }
}

/** `before`: how many lay behind the horizon at the look before; negative: nobody knows. */
const speakOf = (
  { overwritten, behind }: Look,
  before: number,
  { warn, nameOf }: Pick<ListedOptions, 'warn' | 'nameOf'>,
): void => {
  const [first] = overwritten;
  if (first !== undefined) {
    const others = overwritten.length === 1 ? '' : ` and ${countOf(overwritten.length - 1, 'other')}`;
    warn(
      `${oneLine(nameOf(first.key))}${others} was overwritten after it had been read: what it holds now is read as well, and its rows count again.`,
    );
  }
  const late = before < 0 ? 0 : behind - before;
  if (late > 0)
    warn(
      `${countOf(late, 'object')} came more than look_back after others that were written later, and ${late === 1 ? 'is' : 'are'} not read. A longer look_back sees more of them; read these by their keys in a run of its own.`,
    );
};
