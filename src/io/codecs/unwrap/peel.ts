import type { Envelope } from './envelope.js';
import { JsonString } from './json-string.js';
import { peelCompose } from './peel-compose.js';
import { peelCri } from './peel-cri.js';
import { peelDocker } from './peel-docker.js';
import { mayBeJournalText, peelJournalText } from './peel-journal-text.js';
import { peelJournald } from './peel-journald.js';
import { peelKubectl } from './peel-kubectl.js';
import { peelLoki } from './peel-loki.js';
import { peelShipper } from './peel-shipper.js';
import { peelSyslog } from './peel-syslog.js';

/** What may stand around a line. */
export type WrapKind = 'cri' | 'docker' | 'compose' | 'kubectl' | 'syslog' | 'journald' | 'shipper' | 'loki';

/** In the order in which they are tried: what tells itself most surely comes first. */
export const WRAP_KINDS: readonly WrapKind[] = [
  ...(['cri', 'docker', 'journald', 'shipper', 'loki'] as const),
  ...(['kubectl', 'compose', 'syslog'] as const),
];

const NONE: readonly WrapKind[] = [];
const CRI: readonly WrapKind[] = ['cri'];
const OBJECTS: readonly WrapKind[] = ['docker', 'journald', 'shipper'];
const BRACE = 0x7b;

/** Which of them a first byte lets expect. */
const MAY_BEGIN: readonly (readonly WrapKind[])[] = Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte);
  if (character === '{') return OBJECTS;
  if (character === '[') return ['kubectl', 'syslog'];
  if (character === '<') return ['syslog'];
  if (/\d/.test(character)) return ['cri', 'loki', 'kubectl', 'compose', 'syslog'];
  return /[\w./-]/.test(character) ? ['kubectl', 'compose', 'syslog'] : NONE;
});

/** Layers that are taken off at most. */
export const MOST_LAYERS = 3;

/** Takes layers off; made once for each input, because it keeps what an unescaped text is in. */
export class Peeler {
  /** A layer within one of the same kind keeps its own. */
  readonly #strings = Array.from({ length: MOST_LAYERS }, () => new JsonString());

  /** `readsObjects`: JSON objects are rows, and one is a layer only where it holds another as a text. */
  constructor(private readonly readsObjects: boolean) {}

  /** Takes one layer off what is in the envelope, as the `depth`th; undefined where there is none that is known. */
  peel(envelope: Envelope, depth: number): WrapKind | undefined {
    for (const kind of MAY_BEGIN[envelope.bytes[envelope.from] ?? 0] ?? NONE) {
      if (
        kind === 'shipper' && this.readsObjects
          ? peelShipper(envelope, true)
          : this.peelKind(kind, envelope, depth)
      )
        return kind;
    }
    return undefined;
  }

  /** Takes the outermost layer off where it is one that nothing else is taken for; otherwise the envelope is as it was. */
  peelSure(envelope: Envelope): boolean {
    const kinds: readonly WrapKind[] = envelope.bytes[envelope.from] === BRACE ? OBJECTS : CRI;
    return kinds.some((kind) => this.peelKind(kind, envelope, 0));
  }

  /** Takes off a layer of this kind, if it is there; otherwise the envelope is as it was. */
  peelKind(kind: WrapKind, envelope: Envelope, depth: number): boolean {
    switch (kind) {
      case 'cri':
        return peelCri(envelope);
      case 'docker':
        return peelDocker(envelope, this.#strings[depth] ?? new JsonString());
      case 'journald':
        return peelJournald(envelope);
      case 'kubectl':
        return peelKubectl(envelope);
      case 'compose':
        return peelCompose(envelope);
      case 'syslog':
        return (
          peelSyslog(envelope, depth > 0) ||
          (mayBeJournalText(envelope.bytes, envelope.from) && peelJournalText(envelope))
        );
      case 'shipper':
        return peelShipper(envelope, false);
      case 'loki':
        return peelLoki(envelope);
    }
  }
}
