import { WantedNames } from '../fields/wanted-names.js';
import { Envelope } from './envelope.js';
import { MOST_LAYERS, Peeler, type WrapKind } from './peel.js';
import { peelTime } from './peel-kubectl.js';
import { withoutNoise } from './without-noise.js';

/** A line without what stands around it. */
export interface PeeledLine {
  /** What was taken off, the outermost first, such as `cri` or `compose, cri`. */
  readonly kind: string;
  /** The innermost of these. */
  readonly last: WrapKind;
  readonly payload: string;
  /** What was left behind each layer but the last. */
  readonly between: readonly string[];
  /** The payload as a line of a syslog, where the layers say whose it is, and when. */
  readonly inSyslog: string | undefined;
  /** The payload is only a piece of a line. */
  readonly isPartial: boolean;
  /** Whose line it is: pieces of one writer belong together. */
  readonly writer: string;
  /** Epoch milliseconds of the wrapping, 0 for one without a year; NaN where it has none that can be known. */
  readonly time: number;
}

const peeler = new Peeler(false);
// It has a time, of whatever year.
const envelope = new Envelope(new WantedNames([]), () => 0);

const payload = (): string => envelope.bytes.toString('utf8', envelope.from, envelope.to);

/** What stands behind a time with which a line begins; undefined where it begins with none. */
export function behindTime(line: string): string | undefined {
  const bytes = withoutNoise(Buffer.from(line, 'utf8'));
  envelope.open(bytes, 0, bytes.length);
  return peelTime(envelope) ? payload() : undefined;
}

/** Takes all wrappings off a line that are known, up to three; undefined where there is none. Never throws. */
export function peeled(line: string): PeeledLine | undefined {
  const bytes = withoutNoise(Buffer.from(line, 'utf8'));
  envelope.open(bytes, 0, bytes.length);
  const kinds: WrapKind[] = [];
  const payloads: string[] = [];
  let isPartial = false;
  while (kinds.length < MOST_LAYERS && !isPartial) {
    const kind = peeler.peel(envelope, kinds.length);
    if (kind === undefined) break;
    kinds.push(kind);
    payloads.push(payload());
    isPartial = envelope.isPartial;
  }
  const inner = payloads.pop();
  const last = kinds.at(-1);
  if (inner === undefined || last === undefined) return undefined;
  const { writer } = envelope;
  return {
    kind: kinds.join(', '),
    last,
    payload: inner,
    between: payloads,
    inSyslog: envelope.asSyslog()?.toString('utf8'),
    isPartial,
    writer,
    time: envelope.time(),
  };
}
