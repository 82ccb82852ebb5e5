import { describe, expect, test } from 'vitest';
import { auth } from '../../../../src/io/codecs/auth/auth.js';
import { auto } from '../../../../src/io/codecs/auto/auto.js';
import type { Decoder } from '../../../../src/io/codecs/codec.js';
import type { Row } from '../../../../src/io/codecs/fields/row.js';
import { decodeLines, rowOf } from '../decode-lines.js';
import { TEXT_SAMPLES } from '../text-samples.js';

const { rows } = TEXT_SAMPLES.auth;
const codec = () => auth.codec({ year: 2024 });

/** What is known of a message of sshd. */
const sshd = (message: string) => {
  const { outcome, user, ip, port, method } = rowOf(codec(), `Nov 29 10:00:01 web1 sshd[1]: ${message}`);
  return { outcome, user, ip, port, method };
};

describe('a line of auth.log', () => {
  test('says who came, from where, how, and what became of it', () => {
    expect(rowOf(codec(), rows[0] ?? '')).toStrictEqual({
      time: Date.parse('2024-11-29T10:00:01Z'),
      hostname: 'web1',
      program: 'sshd',
      pid: 4711,
      outcome: 'failed',
      user: 'admin',
      ip: '192.0.2.7',
      port: 40022,
      method: 'password',
      target_user: null,
      command: null,
      times: 1,
      message: 'Failed password for invalid user admin from 192.0.2.7 port 40022 ssh2',
    });
    const found = decodeLines(codec(), rows.join('\n')).rows.map(
      ({ outcome, user, ip, target_user, command, times }) => [
        outcome,
        user,
        ip,
        target_user,
        command,
        times,
      ],
    );
    expect(found).toEqual([
      ['failed', 'admin', '192.0.2.7', null, null, 1],
      ['accepted', 'jo', '2001:db8::7', null, null, 1],
      ['invalid', null, '192.0.2.8', null, null, 1],
      ['disconnected', 'root', '192.0.2.9', null, null, 1],
      ['accepted', 'jo', null, 'root', '/usr/bin/apt update', 1],
      ['failed', 'eve', null, 'root', '/bin/sh', 3],
      ['failed', 'eve', null, 'root', null, 1],
      ['opened', 'root', null, null, null, 1],
      ['disconnected', 'jo', '192.0.2.10', null, null, 1],
      ['failed', 'root', '192.0.2.11', null, null, 2],
      [null, null, null, null, null, 1],
    ]);
  });

  test('counts what PAM says of its own as refused, beside what sshd says', () => {
    const line =
      'Nov 29 10:00:01 web1 sshd[4711]: error: PAM: Authentication failure for illegal user eve from 192.0.2.7';
    expect(rowOf(codec(), line)).toMatchObject({
      outcome: 'refused',
      user: 'eve',
      ip: '192.0.2.7',
      times: 1,
    });
  });

  test('takes no address out of a name, or out of what a client says', () => {
    const evil = 'x from 198.51.100.66 port 1 ssh2';
    expect(sshd(`Failed password for invalid user ${evil} from 192.0.2.7 port 5 ssh2`)).toMatchObject({
      user: evil,
      ip: '192.0.2.7',
      port: 5,
    });
    expect(sshd(`Invalid user ${evil} from 192.0.2.7 port 5`)).toMatchObject({ ip: '192.0.2.7', port: 5 });
    expect(
      sshd('Received disconnect from 192.0.2.7 port 5:11: bye from 198.51.100.66 port 1 [preauth]'),
    ).toMatchObject({ outcome: 'disconnected', ip: '192.0.2.7', port: 5 });
    expect(
      sshd('Connection closed by invalid user 198.51.100.66 port 1 192.0.2.7 port 5 [preauth]'),
    ).toMatchObject({
      ip: '192.0.2.7',
      user: '198.51.100.66 port 1',
    });
  });

  test('of PAM says that it refused, beside what the program says came of it', () => {
    expect(
      sshd(
        'pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.7  user=root',
      ),
    ).toMatchObject({ outcome: 'refused', ip: '192.0.2.7', user: 'root' });
    expect(sshd('pam_unix(sshd:session): session closed for user jo')).toMatchObject({
      outcome: 'closed',
      user: 'jo',
    });
  });

  test('has the year that is told by when the input was written, also when it goes on', () => {
    const lines = ['Dec 31 23:59:59', 'Jan  1 00:00:00', 'Dec 31 23:59:58'].map(
      (at) => `${at} web1 sshd[1]: x\n`,
    );
    const written = () => Date.UTC(2025, 0, 1, 8);
    const timesOf = (decoder: Decoder<Row>, ...parts: readonly string[]) =>
      [...parts.map((part) => decoder.decode(Buffer.from(part))), decoder.settle?.(0)]
        .flatMap((decoded) => decoded?.rows ?? [])
        .map(({ time }) => new Date(time).toISOString());
    for (const made of [auth.codec(), auto()]) {
      const first = made.decoder('all', { written });
      expect(timesOf(first, ...lines)).toEqual([
        '2024-12-31T23:59:59.000Z',
        '2025-01-01T00:00:00.000Z',
        '2024-12-31T23:59:58.000Z',
      ]);
      const next = made.decoder('all', { saved: structuredClone(first.save()), written });
      expect(timesOf(next, lines[1] ?? '')).toEqual(['2025-01-01T00:00:00.000Z']);
    }
  });

  test('has a machine, which no program is taken for', () => {
    const line = 'Nov 29 10:00:01 sshd[7]: error: PAM: Authentication failure for root from 192.0.2.7';
    expect(decodeLines(codec(), line)).toMatchObject({ rows: [], rejected: [{ reason: 'malformed' }] });
    expect(rowOf(codec(), line.replace('sshd', 'web1 sshd'))).toMatchObject({ hostname: 'web1' });
    expect(rowOf(codec(), line.replace('sshd', '2001:db8:: sshd'))).toMatchObject({ hostname: '2001:db8::' });
  });

  test('has no time where nobody says the year, and goes over into the next one', () => {
    expect(decodeLines(auth.codec(), rows[0] ?? '').rejected[0]).toMatchObject({ reason: 'no-time' });
    const lines = ['Dec 31 23:59:59', 'Jan  1 00:00:00', 'Dec 31 23:59:58'].map(
      (at) => `${at} web1 sshd[1]: x`,
    );
    expect(
      decodeLines(codec(), lines.join('\n')).rows.map(({ time }) => new Date(time).toISOString()),
    ).toEqual(['2024-12-31T23:59:59.000Z', '2025-01-01T00:00:00.000Z', '2024-12-31T23:59:58.000Z']);
  });
});
