import { regex } from '../../../../src/io/codecs/regex/regex.js';
import { codecContract } from '../../../contracts/codec-contract.js';

const MIXED = [
  '10.0.0.1 [10/Oct/2000:13:55:36 -0700] 200 jörg',
  '10.0.0.2 [10/Oct/2000:13:55:37 -0700] 404',
  '',
  '10.0.0.2 [yesterday] 404',
  'nothing like it',
].join('\n');

codecContract(
  'regex',
  () => regex(String.raw`^(?<host>\S+) \[(?<time>[^\]]+)\] (?<status>\d+)(?: (?<user>.+))?`),
  [
    { name: 'mixed lines', bytes: Buffer.from(`${MIXED}\n`) },
    { name: 'mixed lines with \\r\\n', bytes: Buffer.from(`${MIXED}\n`.replaceAll('\n', '\r\n')) },
    { name: 'no last newline', bytes: Buffer.from(MIXED) },
  ],
);
