import { logfmt } from '../../../../src/io/codecs/logfmt/logfmt.js';
import { codecContract } from '../../../contracts/codec-contract.js';

const MIXED = [
  'ts=2026-01-02T03:04:05Z level=info msg="all is \\"well\\"" took=12ms n=3 cached',
  'time="2026-01-02 03:04:05" größe=1 größe=2 empty= ok=true',
  '',
  'level=info msg="no time"',
  'no pairs at all',
  'ts=2026-01-02T03:04:05Z msg="does not end',
  'ts=2026-01-02T03:04:05Z msg="a"b=1',
  '=1 ts=2026-01-02T03:04:05Z',
  'ts=1700000000.5\t__proto__=1 constructor=x',
].join('\n');

codecContract('logfmt', () => logfmt(), [
  { name: 'mixed lines', bytes: Buffer.from(`${MIXED}\n`) },
  { name: 'mixed lines with \\r\\n', bytes: Buffer.from(`${MIXED}\n`.replaceAll('\n', '\r\n')) },
  { name: 'no last newline', bytes: Buffer.from(MIXED) },
]);
