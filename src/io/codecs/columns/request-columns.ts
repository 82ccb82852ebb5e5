import type { Intern } from '../bytes/intern.js';
import { RequestLine } from '../request/request-line.js';
import { RequestTarget } from '../request/request-target.js';
import { sectionAt } from '../request/section-at.js';
import { OTHER_SECTION } from '../request/section-of.js';
import type { ColumnStrings } from './column-strings.js';
import { isAbsent, type ReadColumn } from './read-column.js';

const SLASH = 0x2f;

/**
 * The columns `method`, `path`, `section`, `protocol` and `vhost` of the field `index`, which holds a whole request. A
 * request that cannot be read has the section `(other)` and null for the rest; undefined where the line has no such
 * field. For one decoder only: the request is split once for all of its columns.
 */
export function requestColumns(index: number, strings: ColumnStrings): Map<string, ReadColumn> {
  const request = new RequestLine();
  const target = new RequestTarget();
  let line = -1;
  const column =
    (read: (bytes: Buffer) => unknown): ReadColumn =>
    (bytes, fields) => {
      if (isAbsent(fields, index)) return undefined;
      if (line !== fields.line) {
        line = fields.line;
        request.split(bytes, fields.from[index] as number, fields.to[index] as number);
        if (request.readable) target.split(bytes, request.targetFrom, request.targetTo);
      }
      return read(bytes);
    };
  const part = (intern: Intern, bytes: Buffer, from: number, to: number): string | null =>
    request.readable && from < to ? intern.get(bytes, from, to) : null;
  const section = (bytes: Buffer): string => {
    if (!request.readable) return OTHER_SECTION;
    if (target.siteFrom < target.siteTo && bytes[target.pathFrom] !== SLASH) return '/';
    return sectionAt(bytes, target.pathFrom, target.pathTo, strings.section);
  };
  const path = (bytes: Buffer): string | null =>
    request.readable && target.pathFrom === target.pathTo
      ? '/'
      : part(strings.path, bytes, target.pathFrom, target.pathTo);
  return new Map([
    ['method', column((bytes) => part(strings.short, bytes, request.methodFrom, request.methodTo))],
    ['path', column(path)],
    ['section', column(section)],
    ['protocol', column((bytes) => part(strings.short, bytes, request.protocolFrom, request.protocolTo))],
    ['vhost', column((bytes) => part(strings.host, bytes, target.siteFrom, target.siteTo))],
  ]);
}
