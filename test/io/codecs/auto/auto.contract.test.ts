import { auto } from '../../../../src/io/codecs/auto/auto.js';
import { codecContract } from '../../../contracts/codec-contract.js';

const CLF = '10.0.0.1 - - [26/Dec/2016:16:16:48 +0200] "GET /a/b HTTP/1.0" 200 1 "-" "x"';
const W3C =
  '#Version: 1.0\n#Fields: date time cs-method cs-uri-stem sc-status\n2015-01-13 00:32:17 GET /a 200';
const CSV = 'time,a\n2026-01-02T03:04:05Z,1\n2026-01-02T03:04:06Z,2';

codecContract(
  'auto',
  () => auto(),
  [
    {
      name: 'an access log after noise',
      bytes: Buffer.from(`noise\n${'-'.repeat(300)}\n\n${CLF}\nnoise\n${CLF}\n`),
    },
    { name: 'an access log with \\r\\n', bytes: Buffer.from(`noise\r\n${CLF}\r\n${CLF}\r\n`) },
    { name: 'one line without a newline', bytes: Buffer.from(CLF) },
    { name: 'a table', bytes: Buffer.from(`noise\n${CSV}\n`) },
    { name: 'W3C', bytes: Buffer.from(`${W3C}\n`) },
    { name: 'JSON', bytes: Buffer.from('\n{"ts":1700000000}\n{"ts":"x"}\n{"ts":1700000001,"a":{"b":1}}') },
    { name: 'lines', bytes: Buffer.from('noise\n2026-01-02T03:04:05Z a\n b\n2026-01-02T03:04:06Z c\n') },
    { name: 'nothing', bytes: Buffer.from('noise\nnoise and more\n') },
  ],
  { ignores: (line) => line[0] === 0x23 || line.toString('utf8') === 'time,a' },
);

codecContract(
  'auto with short lines',
  () => auto({ maxLineBytes: 80 }),
  [{ name: 'over-long lines', bytes: Buffer.from(`${'-'.repeat(90)}\n${CLF}\n${CLF}${CLF}\n${CLF}\n`) }],
  { oversize: ['over-long lines'] },
);
