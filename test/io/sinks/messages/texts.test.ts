import { expect, it } from 'vitest';
import { ESCAPES } from '../../../../src/io/sinks/escapes.js';
import { bytesOf, cutTo } from '../../../../src/io/sinks/messages/cut-to.js';
import { mailOf, type Threads } from '../../../../src/io/sinks/messages/mail.js';
import { noticeOf } from '../../../../src/io/sinks/messages/notice.js';
import { plainLines, plainText } from '../../../../src/io/sinks/messages/plain-text.js';

it('a text is cut at exactly the limit, between two characters, and says so', () => {
  expect(cutTo('x'.repeat(100), 100)).toBe('x'.repeat(100));
  expect(cutTo('x'.repeat(101), 100)).toBe(`${'x'.repeat(77)}… (cut, 101 characters)`);
  expect(cutTo('👨‍👩‍👧', 4)).toBe('…');
  expect(cutTo('a👨‍👩‍👧b', 4)).toBe('a…');
  expect(cutTo('<<<<', 13, ESCAPES.html)).toBe('&lt;&lt;&lt;…');
  expect(bytesOf(cutTo('é'.repeat(9), 10, undefined, bytesOf))).toBeLessThanOrEqual(10);
});

it('what is not shown, or turns text, is a code; joined characters stay', () => {
  expect(plainText('a\u202eb\u2066c\u200bd\ufeff\u0000\u001b[1m\ud83d\u2028\n\r')).toBe(
    'a\\u{202e}b\\u{2066}c\\u{200b}d\\u{feff}\\x00\\x1b[1m\\u{d83d}\\u{2028}\\x0a\\x0d',
  );
  expect(plainLines('👩‍🚀 é\nשלום\r')).toBe('👩‍🚀 é\nשלום\\x0d');
});

it('a thread is forgotten when its alert has recovered', () => {
  const threads: Threads = new Map();
  const options = { source: 'a', link: undefined, html: false };
  const row = { pipeline: 'p', stream: 's', alert: 'a', was: 'ok', because: [], message: 'm' };
  const say = (id: string, state: string) =>
    mailOf(noticeOf(JSON.stringify({ ...row, id, state })), threads, options);
  say('1', 'firing');
  expect(threads.size).toBe(1);
  say('2', 'ok');
  expect(threads.size).toBe(0);
});
