import { w3c } from '../../../../src/io/codecs/w3c/w3c.js';
import { codecContract } from '../../../contracts/codec-contract.js';

const MIXED = [
  '\uFEFF#Software: Microsoft Internet Information Services 8.5',
  '2015-01-13 00:00:00 before the first fields',
  '#Version: 1.0   // the version',
  '#Fields: date time cs-method cs-uri-stem cs-uri-query c-ip cs(User-Agent) sc-status time-taken',
  '2015-01-13 00:32:17 GET /a/b q=1 1.2.3.4 Mozilla/5.0+(X11;++http://h) 200 15',
  '',
  '2015-01-13 00:32:18 GET /ä - - "a ""quoted"" ägent" - -',
  '2015-01-13 00:32:18 GET /short',
  '2015-02-31 00:32:18 GET /a - ::1 x 200 15',
  'no entry at all',
  '#Fields:',
  '2015-01-13 00:32:17 GET /a/b q=1 1.2.3.4 x 200 15',
  '#Date: 2015-01-13 23:59:00',
  '#Fields: time x-a x-b',
  '23:59:59 1 2',
  '00:00:01\t1 with spaces\t',
  '#Software: other',
  '23:59:59 1 "2',
  '25:00:00 1 2',
].join('\n');

const isDirective = (line: Buffer): boolean =>
  /^(?:\xef\xbb\xbf)?#(?!Fields:$)/.test(line.toString('latin1'));

codecContract(
  'w3c',
  () => w3c(),
  [
    { name: 'mixed', bytes: Buffer.from(`${MIXED}\n`) },
    { name: 'mixed with \\r\\n', bytes: Buffer.from(`${MIXED}\n`.replaceAll('\n', '\r\n')) },
    { name: 'no last newline', bytes: Buffer.from(MIXED) },
  ],
  { ignores: isDirective },
);

codecContract(
  'w3c with short lines',
  () => w3c({ maxLineBytes: 100 }),
  [{ name: 'lines around the limit', bytes: Buffer.from(`${MIXED}\n${'x'.repeat(300)}\n${MIXED}`) }],
  { ignores: isDirective, oversize: ['lines around the limit'] },
);
