import { describe, expect, it } from 'vitest';
import {
  AnswerParser,
  type AnswerParserOptions,
} from '../../../../../src/io/actions/check/http/answer-parser.js';

/** `200 ok [notes]` for a body `ok`, `phase: detail`, or `waits`. */
const parsed = (text: string, isEnded = false, options: Partial<AnswerParserOptions> = {}): string => {
  const parser = new AnswerParser({ isHead: false, bodyLimit: 1000, ...options });
  parser.push(Buffer.from(text, 'latin1'), 0);
  if (isEnded) parser.end();
  if (parser.failure !== undefined)
    return `${parser.failure.class} ${parser.failure.phase}: ${parser.failure.detail}`;
  if (!parser.isDone) return 'waits';
  const notes = parser.notes.map((note) => ` [${note}]`).join('');
  return `${parser.head?.status} ${parser.body.toString('latin1')}${parser.isCut ? ' (cut)' : ''}${notes}`;
};

const OK = 'HTTP/1.1 200 OK\r\n';
const LENGTH = 'Content-Length: 2\r\n';
const CHUNKED = `${OK}Transfer-Encoding: chunked\r\n\r\n`;

describe('what clients take is taken', () => {
  it.each([
    ['a blank line before it', `\r\n${OK}${LENGTH}\r\nok`, ' [lenient: blank line before the answer]'],
    ['lower case', `http/1.1 200 OK\r\n${LENGTH}\r\nok`, ' [lenient: odd status line]'],
    ['two blanks', `HTTP/1.1  200 OK\r\n${LENGTH}\r\nok`, ' [lenient: odd status line]'],
    ['no blank', `HTTP/1.1 200OK\r\n${LENGTH}\r\nok`, ' [lenient: odd status line]'],
    ['HTTP/1.2', `HTTP/1.2 200 OK\r\n${LENGTH}\r\nok`, ' [lenient: HTTP/1.2]'],
    ['HTTP/2.0', `HTTP/2.0 200 OK\r\n${LENGTH}\r\nok`, ' [lenient: HTTP/2.0]'],
    ['a header without a name', `${OK}: x\r\n${LENGTH}\r\nok`, ' [lenient: odd name of a header]'],
    ['a blank before a colon', `${OK}Content-Length : 2\r\n\r\nok`, ' [lenient: odd name of a header]'],
    ['a blank in a name', `${OK}X A: 2\r\n${LENGTH}\r\nok`, ' [lenient: odd name of a header]'],
    ['a folded header', `${OK}X: a\r\n b\r\n${LENGTH}\r\nok`, ' [lenient: folded header]'],
    ['CR in a value', `${OK}X: a\rb\r\n${LENGTH}\r\nok`, ' [lenient: control character in a header]'],
    ['DEL in a value', `${OK}X: a\x7fb\r\n${LENGTH}\r\nok`, ' [lenient: control character in a header]'],
    ['a tab in a value', `${OK}X: a\tb\r\n${LENGTH}\r\nok`, ''],
    ['LF after one line', `${OK}Content-Length: 2\n\r\nok`, ' [lenient: bare LF]'],
    ['LF for the blank line', `${OK}${LENGTH}\nok`, ' [lenient: bare LF]'],
    ['more than its length', `${OK}${LENGTH}\r\nok and more`, ''],
    ['zeros before a length', `${OK}Content-Length: 0002\r\n\r\nok`, ''],
    ['identity', `${OK}Transfer-Encoding: identity\r\n${LENGTH}\r\nok`, ''],
    ['Chunked', `${OK}Transfer-Encoding: Chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n`, ''],
    ['chunked twice', `${OK}Transfer-Encoding: chunked, chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n`, ''],
    [
      'chunked with HTTP/1.0',
      `HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n`,
      '',
    ],
    [
      'lengths that differ, beside chunked',
      `${OK}${LENGTH}Content-Length: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n`,
      ' [lenient: length beside chunked]',
    ],
    ['a blank behind a size', `${CHUNKED}2 \r\nok\r\n0\r\n\r\n`, ''],
    ['zeros before a size', `${CHUNKED}0002\r\nok\r\n000\r\n\r\n`, ''],
    ['LF between chunks', `${CHUNKED}2\nok\n0\n\n`, ' [lenient: bare LF]'],
    ['a body in many chunks', `${CHUNKED}1\r\no\r\n1\r\nk\r\n0\r\n\r\n`, ''],
    ['bytes behind chunks', `${CHUNKED}2\r\nok\r\n0\r\n\r\nHTTP/1.1`, ''],
    [
      '100 and 102 before it',
      `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n${OK}${LENGTH}\r\nok`,
      '',
    ],
    ['Upgrade without 101', `${OK}Upgrade: h2c\r\nConnection: Upgrade\r\n${LENGTH}\r\nok`, ''],
  ])('%s', (_, text, notes) => {
    expect(parsed(text)).toBe(`200 ok${notes}`);
  });

  it.each([
    [
      'a length that no number holds',
      `${OK}Content-Length: 99999999999999999999\r\n\r\nok`,
      ' [lenient: Content-Length is too large, and ignored]',
    ],
    [
      'a coding that is not known',
      `${OK}Transfer-Encoding: foo\r\n\r\nok`,
      ' [body is left in the transfer coding "foo"]',
    ],
    ['no length at all', `${OK}\r\nok`, ''],
  ])('%s: it ends with the connection', (_, text, notes) => {
    expect(parsed(text)).toBe('waits');
    expect(parsed(text, true)).toBe(`200 ok${notes}`);
  });

  it('answers without a body: to HEAD, and of 204 and 304', () => {
    expect(parsed(`${OK}Content-Length: 10\r\n\r\n`, false, { isHead: true })).toBe('200 ');
    expect(parsed('HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n')).toBe('304 ');
    expect(parsed('HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n')).toBe('204 ');
    expect(parsed('HTTP/1.1 205 Reset Content\r\nContent-Length: 2\r\n\r\nok')).toBe('205 ok');
    expect(parsed('HTTP/1.1 999 Denied\r\nContent-Length: 2\r\n\r\nok')).toBe('999 ok');
  });

  it('no more of a body than the limit', () => {
    expect(parsed(`${OK}${LENGTH}\r\nok`, false, { bodyLimit: 2 })).toBe('200 ok');
    expect(parsed(`${OK}Content-Length: 3\r\n\r\nok`, false, { bodyLimit: 2 })).toBe('waits');
    expect(parsed(`${OK}Content-Length: 3\r\n\r\nok!`, false, { bodyLimit: 2 })).toBe('200 ok (cut)');
    expect(parsed(`${CHUNKED}2\r\nok\r\n1\r\n!\r\nzz`, false, { bodyLimit: 2 })).toBe('200 ok (cut)');
    expect(parsed(`${OK}${LENGTH}\r\nok`, false, { bodyLimit: 0 })).toBe('200  (cut)');
  });
});

describe('what is no answer is class protocol', () => {
  it.each([
    ['a blank first', ` ${OK}`, 'wait: no answer of HTTP'],
    ['a byte order mark', `\xef\xbb\xbf${OK}`, 'wait: no answer of HTTP: "???HTTP/1.1'],
    ['ICY', 'ICY 200 OK\r\n\r\n', 'wait: no answer of HTTP: "ICY 200 OK'],
    ['HTTP/3', 'HTTP/3.0 200 OK\r\n\r\n', 'wait: answers in HTTP/3.0'],
    ['HTTP/0.9', 'HTTP/0.9 200 OK\r\n\r\n', 'wait: answers in HTTP/0.9'],
    ['a tab in the status line', 'HTTP/1.1\t200 OK\r\n\r\n', 'wait: status line is not one'],
    ['two digits', 'HTTP/1.1 20 OK\r\n\r\n', 'wait: status line is not one'],
    ['four digits', 'HTTP/1.1 2000 OK\r\n\r\n', 'wait: status line is not one'],
    ['status 000', 'HTTP/1.1 000 OK\r\n\r\n', 'wait: status line is not one'],
    ['no status', 'HTTP/1.1\r\n\r\n', 'wait: status line is not one'],
    ['no colon', `${OK}nonsense\r\n${LENGTH}\r\nok`, 'wait: header without a colon: "nonsense"'],
    ['NUL', `${OK}X: a\0b\r\n\r\n`, 'wait: NUL in a header'],
    ['an empty length', `${OK}Content-Length:\r\n\r\nok`, 'wait: Content-Length is no number: ""'],
    ['a length of letters', `${OK}Content-Length: abc\r\n\r\nok`, 'wait: Content-Length is no number'],
    ['a length and letters', `${OK}Content-Length: 2abc\r\n\r\nok`, 'wait: Content-Length is no number'],
    ['a negative length', `${OK}Content-Length: -2\r\n\r\nok`, 'wait: Content-Length is no number'],
    ['a length with a sign', `${OK}Content-Length: +2\r\n\r\nok`, 'wait: Content-Length is no number'],
    ['a list of lengths', `${OK}Content-Length: 2, 2\r\n\r\nok`, 'wait: duplicate Content-Length'],
    ['two lengths', `${OK}${LENGTH}Content-Length: 3\r\n\r\nok!`, 'wait: duplicate Content-Length'],
    ['a blank before a size', `${CHUNKED} 2\r\nok\r\n`, 'body: chunk size is no hexadecimal number'],
    ['0x', `${CHUNKED}0x2\r\nok\r\n`, 'body: chunk size is no hexadecimal number'],
    ['a negative size', `${CHUNKED}-2\r\nok\r\n`, 'body: chunk size is no hexadecimal number'],
    ['no size', `${CHUNKED}\r\n2\r\nok\r\n`, 'body: chunk size is no hexadecimal number'],
    ['a size of 17 digits', `${CHUNKED}fffffffffffffffff\r\nok`, 'body: chunk size is no hexadecimal number'],
    ['a size that no number holds', `${CHUNKED}ffffffffffffffff\r\nok`, 'body: chunk size is too large'],
    ['a chunk that is longer', `${CHUNKED}1\r\nok\r\n0\r\n\r\n`, 'body: chunk is longer than it says'],
    ['a chunk without its end', `${CHUNKED}2\r\nok0\r\n\r\n`, 'body: chunk is longer than it says'],
    ['CR alone behind a chunk', `${CHUNKED}2\r\nok\r0\r\n\r\n`, 'body: chunk is longer than it says'],
    ['an endless line of a chunk', `${CHUNKED}2;${'a'.repeat(20_000)}`, 'body: line of a chunk is too long'],
    ['endless trailers', `${CHUNKED}0\r\n${'a: b\r\n'.repeat(60_000)}`, 'body: trailers larger than 256 KiB'],
    ['endless blank lines', '\r\n'.repeat(140_000), 'wait: headers larger than 256 KiB'],
    [
      'endless answers before it',
      'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(10_000),
      'wait: headers larger than 256 KiB',
    ],
  ])('%s', (_, text, expected) => {
    expect(parsed(text)).toContain(`protocol ${expected}`);
  });

  it.each([
    ['after 103', 'HTTP/1.1 103 Early Hints\r\n\r\n', 'protocol wait: closed after 103 and no answer'],
    ['in a header', `${OK}Content-Len`, 'protocol wait: headers cut'],
    ['after the status line', OK, 'protocol wait: headers cut'],
    ['in the status line', 'HTT', 'protocol wait: status line cut'],
    [
      'with CR alone as line ends',
      'HTTP/1.1 200 OK\rContent-Length: 2\r\rok',
      'protocol wait: status line cut',
    ],
    ['before trailers', `${CHUNKED}2\r\nok\r\n0\r\n`, 'protocol body: truncated chunked body'],
    ['in a size', `${CHUNKED}2`, 'protocol body: truncated chunked body'],
    ['in a chunk', `${CHUNKED}5\r\nok`, 'protocol body: truncated chunked body'],
    ['before the body', `${OK}${LENGTH}\r\n`, 'protocol body: body ended after 0 of 2 bytes'],
    ['before anything', '', 'reset wait: closed without an answer'],
  ])('the end of the connection %s', (_, text, expected) => {
    expect(parsed(text)).toBe('waits');
    expect(parsed(text, true)).toBe(expected);
  });
});

it('knows when another answer may come on the same connection', () => {
  const leaves = (text: string): boolean => {
    const parser = new AnswerParser({ isHead: false, bodyLimit: 10 });
    parser.push(Buffer.from(text), 0);
    return parser.leavesConnection;
  };
  expect(leaves(`${OK}${LENGTH}\r\nok`)).toBe(true);
  expect(leaves(`${CHUNKED}0\r\n\r\n`)).toBe(true);
  expect(leaves(`${OK}${LENGTH}Connection: x, Close\r\n\r\nok`)).toBe(false);
  expect(leaves(`${OK}${LENGTH}\r\nok and more`)).toBe(false);
  expect(leaves(`${OK}Content-Length: 20\r\n\r\nmore than ten bytes!`)).toBe(false);
  expect(leaves('HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok')).toBe(false);
  expect(leaves('HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok')).toBe(true);
});

describe('a body that nobody reads', () => {
  const bodyOf = (text: string, keepsBody: boolean, bodyLimit = 1000) => {
    const parser = new AnswerParser({ isHead: false, bodyLimit, keepsBody });
    parser.push(Buffer.from(text, 'latin1'), 0);
    const { isDone, isCut, bytes, hasMore } = parser;
    return { body: parser.body.toString('latin1'), isDone, isCut, bytes, hasMore };
  };
  it.each([
    ['of a length', `${OK}${LENGTH}\r\nok`, 1000],
    ['and more than that', `${OK}${LENGTH}\r\nok and more`, 1000],
    ['in chunks', `${CHUNKED}2\r\nok\r\n0\r\n\r\n`, 1000],
    ['that goes on after the limit', `${CHUNKED}9\r\nokokokoko\r\n0\r\n\r\n`, 4],
  ])('is counted and not kept: %s', (_, text, limit) => {
    const kept = bodyOf(text, true, limit);
    expect(kept.body).not.toBe('');
    expect(bodyOf(text, false, limit)).toEqual({ ...kept, body: '' });
  });

  it('is kept where it is in a coding: what cannot be decoded is worth a note', () => {
    const text = `${OK}Content-Encoding: gzip\r\n${LENGTH}\r\nok`;
    expect(bodyOf(text, false)).toEqual(bodyOf(text, true));
  });
});
