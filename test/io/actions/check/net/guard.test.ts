import { describe, expect, it } from 'vitest';
import { refusal, refusedSpelling } from '../../../../../src/io/actions/check/net/guard.js';

const hostOf = (url: string): string => new URL(url).hostname.replace(/^\[|\]$/g, '');

describe('addresses that are refused', () => {
  it.each([
    // WM-18
    'http://0xA9FEA9FE/',
    'http://0251.0376.0251.0376/',
    'http://2852039166/',
    'http://169.16689662/',
    'http://[::ffff:169.254.169.254]/',
    'http://１６９.254.169.254/',
    'http://169.254.169.254./',
    'http://169。254。169。254/',
    'http://%31%36%39.254.169.254/',
    // WM-19
    'http://[64:ff9b::a9fe:a9fe]/',
    'http://[2002:a9fe:a9fe::]/',
    'http://[::169.254.169.254]/',
    'http://[fd00:ec2::254]/',
    'http://0.0.0.0/',
    'http://0/',
    // Their neighbours
    'http://[::]/',
    'http://[fe80::1]/',
    'http://[febf::1]/',
    'http://[::ffff:0:169.254.169.254]/',
    'http://[64:ff9b:1::a9fe:a9fe]/',
    'http://[64:ff9b:1:a9fe:a9:fe00::]/',
    'http://[2002:a9fe:a9fe:1::5]/',
    'http://[2001:0:a9fe:a9fe::1]/',
    'http://[2001:0:102:304:0:0:5601:5601]/',
    'http://[2001:db8::5efe:169.254.169.254]/',
    'http://[fd20:ce::254]/',
    'http://100.100.100.200/',
    'http://168.63.129.16/',
    'http://[::ffff:0.0.0.0]/',
    'http://[::127.0.0.1]/',
    'http://[64:ff9b::127.0.0.1]/',
    'http://[2002:7f00:1::]/',
  ])('%s', (url) => {
    expect(refusal(hostOf(url), [])).toEqual(expect.any(String));
  });

  it.each([
    '127.0.0.1',
    '::1',
    '10.0.0.1',
    '192.168.1.1',
    '169.253.255.255',
    '169.255.0.0',
    'fd00::1',
    '2001:db8::1',
    '64:ff9b::808:808',
    '2002:808:808::',
    'fec0::1',
    'no address',
  ])('not %s', (address) => {
    expect(refusal(address, [])).toBeUndefined();
  });

  it('are let through where they are allowed', () => {
    expect(refusal('169.254.169.254', ['169.254.169.254'])).toBeUndefined();
    expect(refusal('64:ff9b::a9fe:a9fe', ['169.254.0.0/16'])).toBeUndefined();
    expect(refusal('64:ff9b::a9fe:a9fe', ['64:ff9b::/96'])).toBeUndefined();
    expect(refusal('169.254.169.254', ['fe80::/10'])).toEqual(expect.any(String));
    expect(refusal('fe80::1%eth0', ['fe80::/10'])).toBeUndefined();
  });
});

describe('spellings that are refused', () => {
  it.each([
    'http://2130706433/',
    'http://127.1/',
    'http://0x7f000001:8080/x',
    'http://0177.0.0.1/',
    'http://１２７.0.0.1/',
    'http://127.0.0.1./',
    'http://me:secret@127.1/',
    'HTTP:\\\\127.1\\',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:7f00:1]/',
  ])('%s', (url) => {
    expect(refusedSpelling(url, []) ?? refusal(hostOf(url), [])).toEqual(expect.any(String));
  });

  it.each([
    'http://127.0.0.1/',
    'http://127.0.0.1:8080',
    'http://me@127.0.0.1/',
    'http://localhost/',
    'http://[::1]/',
    'http://10.1/',
    'nonsense',
  ])('not %s', (url) => {
    expect(refusedSpelling(url, [])).toBeUndefined();
  });

  it('are let through where loopback is allowed', () => {
    expect(refusedSpelling('http://127.1/', ['127.0.0.0/8'])).toBeUndefined();
  });
});
