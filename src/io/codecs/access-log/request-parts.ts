import { sectionOf } from './section-of.js';

/** A request line, taken apart by the rules of `ClfRequest`; a request that cannot be read has no method and no path. */
export interface RequestParts {
  readonly method: string | null;
  readonly path: string | null;
  readonly section: string;
  readonly protocol: string | null;
}

const UNREADABLE: RequestParts = { method: null, path: null, section: sectionOf(null), protocol: null };
const METHOD = /^[A-Za-z_-]{1,32}$/;
const PROTOCOL = /^HTTP\/./;
const MAX_REMEMBERED = 4096;
const MAX_REMEMBERED_CHARACTERS = 512;

/** Takes `METHOD target PROTOCOL` apart. The target may hold spaces; without a protocol it must begin with `/`. */
export function requestParts(request: string): RequestParts {
  const first = request.indexOf(' ');
  const last = request.lastIndexOf(' ');
  const hasProtocol = last > first && PROTOCOL.test(request.slice(last + 1));
  const method = request.slice(0, Math.max(first, 0));
  const path = request.slice(first + 1, hasProtocol ? last : undefined);
  if (!METHOD.test(method) || path === '' || !(hasProtocol || path.startsWith('/'))) return UNREADABLE;
  return { method, path, section: sectionOf(path), protocol: hasProtocol ? request.slice(last + 1) : null };
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
