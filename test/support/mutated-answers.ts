import fc from 'fast-check';

const SEEDS = [
  'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
  'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;a=b\r\nok\r\n10\r\n0123456789abcdef\r\n0\r\nX-T: 1\r\n\r\n',
  'HTTP/1.0 200 OK\nX: a\x01\n folded\n\nall of it',
  'HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\nok',
  '\r\nHTTP/1.1 200\r\nX-A: caf\xe9\r\ncontent-length: 0\r\n\r\n',
  'SSH-2.0-OpenSSH_9.2\r\n',
];

/** Parts that mean something to a parser, and bytes that mean nothing. */
const PARTS = [
  '\r\n',
  '\n',
  '\r',
  '\0',
  ' ',
  ':',
  ';',
  ',',
  '0',
  '2',
  'ffffffff',
  'HTTP/1.1 ',
  '100',
  'Transfer-Encoding: chunked\r\n',
  'Content-Length: 7\r\n',
  '\xff',
];

/** An answer of HTTP with some of its parts taken out, doubled, or put elsewhere. */
export const mutatedAnswer = fc
  .tuple(
    fc.constantFrom(...SEEDS),
    fc.array(
      fc.tuple(fc.nat(), fc.nat(6), fc.oneof(fc.constantFrom(...PARTS), fc.string({ maxLength: 3 }))),
      { maxLength: 4 },
    ),
  )
  .map(([seed, changes]) =>
    Buffer.from(
      changes.reduce((text, [place, length, part]) => {
        const at = place % (text.length + 1);
        return text.slice(0, at) + part + text.slice(at + length);
      }, seed),
      'latin1',
    ),
  );

/** The same in pieces of these lengths, in turn. */
export const inPieces = (bytes: Buffer, lengths: readonly number[]): readonly Buffer[] => {
  const pieces: Buffer[] = [];
  let at = 0;
  for (let turn = 0; at < bytes.length; turn++) {
    const length = lengths.length === 0 ? bytes.length : (lengths[turn % lengths.length] ?? 1);
    pieces.push(bytes.subarray(at, at + length));
    at += length;
  }
  return pieces;
};
