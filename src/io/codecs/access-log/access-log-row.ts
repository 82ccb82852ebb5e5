/**
 * One request.
 *
 * A field is null where the line says that there is none (`-`), and undefined where it was not asked for or the line
 * has no such field. Every row has every property, so that all rows share one hidden class.
 * An alias and no interface, so that it is a `Row` too.
 */
export type AccessLogRow = {
  /** When, in epoch milliseconds. */
  readonly time: number;
  /** Address or name of the client. Of a list of forwarded addresses, the first. */
  readonly host: string | null | undefined;
  /** Who the request was authenticated as. */
  readonly user: string | null | undefined;
  /** Null when the request cannot be read. */
  readonly method: string | null | undefined;
  /** The whole request target as logged, query included, escapes resolved; null when the request cannot be read. */
  readonly path: string | null | undefined;
  /** `sectionOf(path)`: what is before the second `/`, or `(other)`. */
  readonly section: string | undefined;
  /** Such as `HTTP/1.1`; null in an HTTP/0.9 request and when the request cannot be read. */
  readonly protocol: string | null | undefined;
  readonly status: number | null | undefined;
  /** Bytes of the response; 0 for `-`. */
  readonly size: number | undefined;
  readonly referer: string | null | undefined;
  readonly agent: string | null | undefined;
  /** Which site was asked for, with its port if the line has it. */
  readonly vhost: string | null | undefined;
  /** How long the request took, in milliseconds; null where the line has a number that nobody knows the unit of. */
  readonly duration: number | null | undefined;
};
