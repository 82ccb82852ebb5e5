import { expect, test } from 'vitest';
import { parsedUrl } from '../../../src/io/net/parsed-url.js';

test('a text is the same URL the hundred thousandth time, in whatever script its host is', () => {
  const texts = [
    'http://shop.example/',
    'http://bücher.example/',
    'http://пример.example/',
    'http://0x7f000001/',
  ];
  const read = () => texts.map((text) => parsedUrl(text)?.hostname);
  const first = read();
  expect(first).toEqual(['shop.example', 'xn--bcher-kva.example', 'xn--e1afmkfd.example', '127.0.0.1']);
  // As often as it takes for it to be compiled.
  for (let n = 0; n < 100_000; n++) parsedUrl('http://shop.example/');
  expect(read()).toEqual(first);
});

test('what is none is undefined', () => {
  expect(parsedUrl('nonsense')).toBeUndefined();
  expect(parsedUrl('http://a b/')).toBeUndefined();
  expect(parsedUrl('//[/', 'http://a.example/')).toBeUndefined();
});
