import { type AccessLogOptions, accessLog } from '../../../../src/io/codecs/access-log/access-log.js';
import type { AccessLogRow } from '../../../../src/io/codecs/access-log/access-log-row.js';
import type { Rejected } from '../../../../src/operators/rejected.js';

/** Every row and rejected line of a whole input. */
export function decodeAccessLog(
  input: string | Buffer,
  options?: AccessLogOptions,
): { rows: readonly AccessLogRow[]; rejected: readonly Rejected[] } {
  const decoder = accessLog(options).decoder('all');
  const { rows, rejected } = decoder.decode(Buffer.from(input));
  const last = decoder.end();
  return { rows: [...rows, ...last.rows], rejected: [...rejected, ...last.rejected] };
}
