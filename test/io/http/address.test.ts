import { describe, expect, it } from 'vitest';
import { addressText, isSameAddress, parseAddress } from '../../../src/io/http/address.js';

describe('parseAddress', () => {
  it.each([
    ['127.0.0.1:8080', '127.0.0.1', 8080],
    ['[::1]:8080', '::1', 8080],
    ['localhost:0', 'localhost', 0],
    ['Example.COM:65535', 'example.com', 65_535],
    [':8080', undefined, 8080],
    ['0.0.0.0:8080', undefined, 8080],
    ['[::]:8080', undefined, 8080],
  ])('reads %s', (text, host, port) => {
    expect(parseAddress(text)).toEqual({ host, port });
  });

  it.each([
    '',
    '8080',
    'localhost',
    'localhost:',
    ':65536',
    '::1:80',
    '[::1]',
    'http://a:80',
    'a b:80',
    'a:80 ',
  ])('refuses %j', (text) => {
    expect(() => parseAddress(text)).toThrow(expect.objectContaining({ code: 'bad-options' }));
  });

  it('is written back the same', () => {
    for (const text of ['127.0.0.1:8080', '[::1]:8080', 'localhost:0', ':8080'])
      expect(addressText(parseAddress(text))).toBe(text);
  });
});

describe('isSameAddress', () => {
  const same = (a: string, b: string): boolean => isSameAddress(parseAddress(a), parseAddress(b));

  it('sees through different ways to write an address', () => {
    expect(same(':80', '0.0.0.0:80')).toBe(true);
    expect(same('LOCALHOST:80', 'localhost:80')).toBe(true);
    expect(same('127.0.0.1:80', '127.0.0.1:81')).toBe(false);
  });

  it('takes a port that is any for another each time', () => {
    expect(same('127.0.0.1:0', '127.0.0.1:0')).toBe(false);
  });
});
