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
  const ofTarget =
    <T extends string | null, E>(
      read: (bytes: Buffer, target: RequestTarget, strings: ColumnStrings) => T,
      unreadable: E,
    ) =>
    (bytes: Buffer): T | E =>
      request.readable ? read(bytes, target, strings) : unreadable;
  return new Map([
    ['method', column((bytes) => part(strings.short, bytes, request.methodFrom, request.methodTo))],
    ['path', column(ofTarget(targetPath, null))],
    ['section', column(ofTarget(targetSection, OTHER_SECTION))],
    ['protocol', column((bytes) => part(strings.short, bytes, request.protocolFrom, request.protocolTo))],
    ['vhost', column(ofTarget(targetSite, null))],
  ]);
}

/**
 * The columns `path`, `section` and `vhost` of the field `index`, which holds a target alone, as a proxy logs it: `/a`,
 * `http://host/a`, or `host:443`, which has the section `(other)`. For one decoder only.
 */
export function targetColumns(index: number, strings: ColumnStrings): Map<string, ReadColumn> {
  const target = new RequestTarget();
  const column =
    (read: (bytes: Buffer) => string | null): ReadColumn =>
    (bytes, fields) => {
      if (isAbsent(fields, index)) return undefined;
      target.split(bytes, fields.from[index] as number, fields.to[index] as number);
      return read(bytes);
    };
  return new Map([
    ['path', column((bytes) => targetPath(bytes, target, strings))],
    ['section', column((bytes) => targetSection(bytes, target, strings))],
    ['vhost', column((bytes) => targetSite(bytes, target, strings))],
  ]);
}

function targetPath(bytes: Buffer, { pathFrom, pathTo }: RequestTarget, { path }: ColumnStrings): string {
  return pathFrom === pathTo ? '/' : path.get(bytes, pathFrom, pathTo);
}

function targetSection(bytes: Buffer, target: RequestTarget, { section }: ColumnStrings): string {
  const { siteFrom, siteTo, pathFrom, pathTo } = target;
  return siteFrom < siteTo && bytes[pathFrom] !== SLASH ? '/' : sectionAt(bytes, pathFrom, pathTo, section);
}

function targetSite(
  bytes: Buffer,
  { siteFrom, siteTo }: RequestTarget,
  { host }: ColumnStrings,
): string | null {
  return siteFrom < siteTo ? host.get(bytes, siteFrom, siteTo) : null;
}
