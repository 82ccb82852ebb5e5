import { fieldText } from '../bytes/field-text.js';
import type { Intern } from '../bytes/intern.js';
import { endsSection, OTHER_SECTION, sectionOf } from '../request/section-of.js';
import { tookMs } from '../time/stamped-at-start.js';
import type { AccessLogRow } from './access-log-row.js';
import type { AccessLogStrings } from './access-log-strings.js';
import { ClfAnchor } from './clf-anchor.js';
import { type DurationUnit, durationBeforeRequest, durationOf, isWholeAlone } from './clf-duration.js';
import { ClfNames, type FirstName } from './clf-names.js';
import { arePlausibleNames } from './clf-plausible.js';
import { ClfRequest } from './clf-request.js';
import { ClfTail } from './clf-tail.js';
import type { KnownHeads, Name } from './known-heads.js';
import type { WantedFields } from './wanted-fields.js';

const DASH = 0x2d;
const SLASH = 0x2f;
const BRACE = 0x7b;
const BACKSLASH = 0x5c;
const LETTER_M = 0x6d;
const ASTERISK = 0x2a;
const LETTER_S = 0x73;

export interface AccessLogParserOptions {
  readonly firstName: FirstName;
  /** Whether what follows the size may be a referer and an agent. */
  readonly combined: boolean;
  /** What a whole number at the end of a line counts; undefined where nobody has said. */
  readonly durationUnit: DurationUnit | undefined;
  /** Told of each line whose duration nobody knows the unit of. */
  readonly onUnknownDuration?: (() => void) | undefined;
  /** Whose lines are stamped with the time at which the request began. */
  readonly atStart: { readonly traefik: boolean; readonly apache: boolean };
}

/**
 * Reads one NCSA line. A line is a row exactly if it has a name, a valid time, a quoted request, a status and a size,
 * in that order; nothing else on it can make it fail, whichever fields are asked for.
 *
 * Its parts work by indexes into the line, kept in their own properties, so that a row costs one object.
 */
export class AccessLogParser {
  /** What was wrong with the last line that gave no row. */
  problem = '';
  private readonly anchor = new ClfAnchor();
  private readonly request = new ClfRequest();
  private readonly names: ClfNames;
  private readonly tail: ClfTail;
  private readonly heads: KnownHeads;
  /** The names on the last line, where any is wanted. */
  host: Name;
  user: Name;
  vhost: Name;

  constructor(
    private readonly wanted: WantedFields,
    private readonly strings: AccessLogStrings,
    private readonly options: AccessLogParserOptions,
  ) {
    this.names = new ClfNames(options.firstName);
    this.tail = new ClfTail(options.combined);
    this.heads = wanted.names ? strings.heads : strings.namelessHeads;
  }

  /** The row of the line `bytes[from, to)`, or undefined with the reason in `problem`. */
  parse(bytes: Buffer, from: number, to: number): AccessLogRow | undefined {
    const { anchor, request, wanted, heads } = this;
    // At a glance, because each line of a container's log is tried as it stands first.
    if (bytes[from] === BRACE) {
      this.problem = 'It begins with {, as JSON does, and no name: it is in another format, or wrapped.';
      return undefined;
    }
    const head = heads.find(bytes, from, to);
    if (head === -1 || !anchor.isAt(bytes, from + heads.lengthOf(head) - 1, to)) {
      if (!this.readHead(bytes, from, to)) return undefined;
    } else if (wanted.names) {
      this.host = heads.hosts[head];
      this.user = heads.users[head];
      this.vhost = heads.vhosts[head];
    }
    if (!request.read(bytes, anchor.requestFrom, to)) {
      this.problem = 'No closing quote with a status and a size after it.';
      return undefined;
    }
    if (wanted.request) request.split(bytes);
    if (wanted.tail) this.tail.split(bytes, request.sizeTo, to, wanted.tailTexts);
    const row = this.row(bytes, to);
    if (this.isAtStart(bytes, to)) this.addDuration(row, bytes, to);
    return row;
  }

  /** Finds the time, and the names before it, of a line that begins as none did lately; false with the reason in `problem`. */
  private readHead(bytes: Buffer, from: number, to: number): boolean {
    const { anchor, names, strings, wanted } = this;
    if (!anchor.find(bytes, from, to)) {
      this.problem = anchor.problem;
      return false;
    }
    if (!arePlausibleNames(bytes, from, anchor.open)) {
      this.problem = 'What stands before the time is no client: the line may be wrapped in another log.';
      return false;
    }
    if (wanted.names) {
      names.split(bytes, from, anchor.nameTo, anchor.open);
      // All of them, whichever is wanted: those who share what is remembered may want another.
      this.host = nameIn(strings.host, bytes, names.hostFrom, names.hostTo);
      this.user = nameIn(strings.user, bytes, names.userFrom, names.userTo);
      this.vhost = nameIn(strings.vhost, bytes, names.vhostFrom, names.vhostTo);
    }
    this.heads.remember(bytes, from, to, anchor.open, this);
    return true;
  }

  /** Told by the last bytes, for most lines have none of these and cost no more than that. */
  private isAtStart(bytes: Buffer, to: number): boolean {
    const { traefik, apache } = this.options.atStart;
    const last = bytes[to - 1] as number;
    return last === LETTER_S
      ? traefik && bytes[to - 2] === LETTER_M
      : apache && (isDigit(last) || last === ASTERISK);
  }

  /** The row gets the time at which the request was over. */
  private addDuration(row: { time: number }, bytes: Buffer, to: number): void {
    const { wanted, request, tail } = this;
    if (!wanted.tail) tail.split(bytes, request.sizeTo, to, false);
    if (bytes[to - 1] !== LETTER_S && !isWholeAlone(bytes, tail.extras, to)) return;
    row.time += tookMs(this.duration(bytes, to), 'ms');
  }

  private row(bytes: Buffer, to: number): AccessLogRow {
    const { wanted, strings, request, tail } = this;
    const { line } = request;
    return {
      time: this.anchor.time,
      host: wanted.host ? this.host : undefined,
      user: wanted.user ? this.user : undefined,
      method: wanted.method ? this.part(strings.method, bytes, line.methodFrom, line.methodTo) : undefined,
      path: wanted.path ? this.part(strings.path, bytes, line.targetFrom, line.targetTo) : undefined,
      section: wanted.section ? this.section(bytes) : undefined,
      protocol: wanted.protocol
        ? this.part(strings.protocol, bytes, line.protocolFrom, line.protocolTo)
        : undefined,
      status: wanted.status ? (request.status === -1 ? null : request.status) : undefined,
      size: wanted.size ? request.size : undefined,
      referer:
        wanted.referer && tail.hasReferer
          ? fieldIn(strings.referer, bytes, tail.refererFrom, tail.refererTo)
          : undefined,
      agent:
        wanted.agent && tail.hasAgent
          ? fieldIn(strings.agent, bytes, tail.agentFrom, tail.agentTo)
          : undefined,
      vhost: wanted.vhost ? this.vhost : undefined,
      duration: wanted.duration ? this.duration(bytes, to) : undefined,
    };
  }

  /** A part of the request; null when the request cannot be read or has no such part. */
  private part(intern: Intern, bytes: Buffer, from: number, to: number): string | null {
    return this.request.line.readable && from < to ? intern.get(bytes, from, to) : null;
  }

  /** `sectionOf` the path, from the bytes wherever the section is an ordinary one. */
  private section(bytes: Buffer): string {
    const { readable, targetFrom, targetTo } = this.request.line;
    if (!readable) return OTHER_SECTION;
    if (bytes[targetFrom] !== SLASH) return sectionOfText(bytes, targetFrom, targetTo);
    let end = targetFrom + 1;
    for (; end < targetTo && !endsSection(bytes[end] as number); end++) {
      if (bytes[end] === BACKSLASH) return sectionOfText(bytes, targetFrom, targetTo);
    }
    return this.strings.section.get(bytes, targetFrom, end);
  }

  private duration(bytes: Buffer, to: number): number | null | undefined {
    const { anchor, tail, options } = this;
    const gapTo = anchor.requestFrom - 1;
    const before = gapTo - anchor.timeTo > 1 ? durationBeforeRequest(bytes, anchor.timeTo, gapTo) : undefined;
    if (before !== undefined) return before;
    const duration = durationOf(bytes, tail.extras, to, options.durationUnit);
    if (duration === null) options.onUnknownDuration?.();
    return duration;
  }
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

/** A field of its own: null for `-`. */
function fieldIn(intern: Intern, bytes: Buffer, from: number, to: number): string | null {
  return to - from === 1 && bytes[from] === DASH ? null : intern.get(bytes, from, to);
}

/** A name before the time: as a field, and undefined if it is missing. */
function nameIn(intern: Intern, bytes: Buffer, from: number, to: number): Name {
  return from === to ? undefined : fieldIn(intern, bytes, from, to);
}

function sectionOfText(bytes: Buffer, from: number, to: number): string {
  // A short piece of a long string keeps the whole of it alive unless it is copied.
  return Buffer.from(sectionOf(fieldText(bytes, from, to)), 'utf8').toString('utf8');
}
