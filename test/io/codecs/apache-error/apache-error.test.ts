import { describe, expect, test } from 'vitest';
import { apacheError } from '../../../../src/io/codecs/apache-error/apache-error.js';
import { rowOf } from '../decode-lines.js';
import { TEXT_SAMPLES } from '../text-samples.js';

const [DENIED = '', OLD = '', NOTICE = '', OLD_NOTICE = '', REMOTE = '', V6 = '', OLD_V6 = ''] =
  TEXT_SAMPLES['apache-error'].rows;
const row = (line: string) => rowOf(apacheError.codec(), line);

describe("a line of Apache's error log", () => {
  test('of 2.4 has who says it, whom it is about, and what the system said', () => {
    expect(row(DENIED)).toStrictEqual({
      time: Date.parse('2024-05-01T12:00:00.123Z'),
      severity: 'error',
      module: 'core',
      pid: 12,
      tid: 140120579262208,
      host: '192.0.2.1',
      client_port: 1234,
      error_code: 'AH00035',
      source: undefined,
      os_error: '(13)Permission denied',
      message: 'access to /x denied',
      referer: 'http://www.example.com/',
    });
    expect(row(NOTICE)).toMatchObject({
      time: Date.parse('2024-05-01T12:00:02Z'),
      module: 'mpm_event',
      error_code: 'AH00489',
      host: undefined,
    });
    expect(row(REMOTE)).toMatchObject({ host: '198.51.100.1', client_port: 8009, pid: 9, tid: undefined });
    expect(row(V6)).toMatchObject({ host: '2001:db8::1', client_port: 5000, module: null });
  });

  test('of 2.2 has a severity, and a client without a port', () => {
    expect(row(OLD)).toMatchObject({
      severity: 'error',
      module: undefined,
      host: '192.0.2.2',
      client_port: undefined,
      message: 'File does not exist: /srv/www/x',
    });
    expect(row(OLD_NOTICE)).toMatchObject({ host: undefined, message: 'caught SIGTERM, shutting down' });
    expect(row(OLD_V6)).toMatchObject({ host: '2001:db8::1', client_port: undefined });
  });

  test('of a trace has where in the source it was said, and the client behind it', () => {
    const line =
      '[Wed May 01 12:00:00.5 2024] [rewrite:trace3] [pid 9:tid 10] mod_rewrite.c(470): [client 192.0.2.1:4000] 192.0.2.1 - - init';
    expect(row(line)).toMatchObject({
      severity: 'trace3',
      source: 'mod_rewrite.c(470)',
      host: '192.0.2.1',
      client_port: 4000,
      message: '192.0.2.1 - - init',
    });
    expect(row(OLD)).toMatchObject({ source: undefined });
  });

  test('may have its time as ISO 8601, with an offset or without', () => {
    const line = '[2024-05-01 14:00:00.250000 +0200] [core:notice] [pid 1:tid 2] AH00094: Command line';
    expect(row(line)).toMatchObject({ time: Date.parse('2024-05-01T12:00:00.25Z'), module: 'core' });
    expect(row(line.replace(' +0200', ''))).toMatchObject({ time: Date.parse('2024-05-01T14:00:00.25Z') });
  });

  test('takes no client out of a message', () => {
    const line = OLD_NOTICE.replace('caught', 'x: [client 198.51.100.66] caught');
    expect(row(line)).toMatchObject({ host: undefined });
  });
});
