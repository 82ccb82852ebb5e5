import { csv } from '../../../../src/io/codecs/csv/csv.js';
import { codecContract } from '../../../contracts/codec-contract.js';

const HEADER = 'Time,User Name,"a ""b""",n';
const TABLE = [
  '2026-01-02T03:04:05Z,jörg,"x, y",1',
  '2026-01-02T03:04:06Z,,"say ""hi""",-1.5e3',
  '"2026-01-02T03:04:07Z",007,"",9007199254740993',
  '',
  '2026-01-02T03:04:08Z,too few',
  '2026-01-02T03:04:08Z,too,many,cells,here',
  '2026-01-02T03:04:08Z,"a line break',
  '2026-01-02T03:04:08Z,"x"y,1,2',
  'yesterday,a,b,1',
  HEADER,
  '2026-01-02T03:04:09Z,a"b,,',
].join('\n');

const isHeader = (line: Buffer): boolean => line.toString('utf8').replace('\uFEFF', '') === HEADER;

codecContract(
  'csv',
  () => csv(),
  [
    { name: 'a table', bytes: Buffer.from(`${HEADER}\n${TABLE}\n`) },
    { name: 'a table with \\r\\n', bytes: Buffer.from(`${HEADER}\n${TABLE}\n`.replaceAll('\n', '\r\n')) },
    { name: 'a byte-order mark and no last newline', bytes: Buffer.from(`\uFEFF${HEADER}\n${TABLE}`) },
  ],
  { ignores: isHeader },
);

codecContract('csv without a header', () => csv({ columns: ['time', 'a', 'b', 'n'] }), [
  { name: 'a table', bytes: Buffer.from(`${TABLE}\n`) },
]);

const ACCESS_HEADER = '"remotehost","rfc931","authuser","date","request","status","bytes"';
codecContract(
  'csv of an access log',
  () => csv({ maxLineBytes: 90 }),
  [
    {
      name: 'requests',
      bytes: Buffer.from(
        [
          ACCESS_HEADER,
          '"10.0.0.2","-","apache",1549573860,"GET /api/user HTTP/1.0",200,1234',
          '"10.0.0.4","-","-",1549573861,"\\x16\\x03",-,-',
          `"10.0.0.4","-","-",1549573861,"GET /${'x'.repeat(80)} HTTP/1.0",200,1`,
          '"10.0.0.4","-","-",,"GET / HTTP/1.0",200,1',
        ].join('\n'),
      ),
    },
  ],
  { ignores: (line) => line.toString('utf8') === ACCESS_HEADER, oversize: ['requests'] },
);

const ZEEK = [
  '#separator \\x09',
  '#path\thttp',
  '#fields\tts\tid.orig_h\tn',
  '#types\ttime\taddr\tcount',
].join('\n');
codecContract(
  'csv of Zeek',
  () => csv(),
  [
    {
      name: 'two layouts',
      bytes: Buffer.from(
        `${ZEEK}\n1320279566.452687\t10.0.0.1\t-\n-\t-\t1\n#fields\tts\tn\n1320279567.5\t(empty)\n#close\n`,
      ),
    },
  ],
  { ignores: (line) => line[0] === 0x23 },
);
