import { RequestLine } from './request-line.js';
import { sectionOf } from './section-of.js';

/** A request line, taken apart by the rules of `RequestLine`; a request that cannot be read has no method and no path. */
export interface RequestParts {
  readonly method: string | null;
  readonly path: string | null;
  readonly section: string;
  readonly protocol: string | null;
}

const UNREADABLE: RequestParts = { method: null, path: null, section: sectionOf(null), protocol: null };
const MAX_REMEMBERED = 4096;
const MAX_REMEMBERED_CHARACTERS = 512;

/** A text, by the rules of a line of bytes. */
export function requestParts(request: string): RequestParts {
  const bytes = Buffer.from(request, 'utf8');
  const line = new RequestLine();
  line.split(bytes, 0, bytes.length);
  if (!line.readable) return UNREADABLE;
  const path = bytes.toString('utf8', line.targetFrom, line.targetTo);
  const hasProtocol = line.protocolFrom < line.protocolTo;
  return {
    method: bytes.toString('utf8', line.methodFrom, line.methodTo),
    path,
    section: sectionOf(path),
    protocol: hasProtocol ? bytes.toString('utf8', line.protocolFrom, line.protocolTo) : null,
  };
}

/** `requestParts` that remembers the requests it has seen, up to a number of them: requests repeat. */
export class RequestMemory {
  readonly #parts = new Map<string, RequestParts>();

  parts(request: string): RequestParts {
    const known = this.#parts.get(request);
    if (known !== undefined) return known;
    const parts = requestParts(request);
    if (request.length > MAX_REMEMBERED_CHARACTERS) return parts;
    // Starting afresh is simpler than choosing a victim, and as good where few requests repeat often.
    if (this.#parts.size === MAX_REMEMBERED) this.#parts.clear();
    this.#parts.set(request, parts);
    return parts;
  }
}
