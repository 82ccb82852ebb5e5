import { describe, expect, test } from 'vitest';
import { Secrets } from '../../src/config/secrets.js';
import { oneLine, printableLines } from '../../src/io/text/one-line.js';

const knowing = (values: Readonly<Record<string, string>>): Secrets => {
  const secrets = new Secrets();
  for (const [name, value] of Object.entries(values)) secrets.add(name, value);
  return secrets;
};

describe('Secrets', () => {
  test('keeps what variables with telling names held out of every text', () => {
    const secrets = knowing({ API_TOKEN: 't0k3', DB_PASSWORD: 'hunter22' });
    expect(secrets.redact('Bearer t0k3, hunter22 and t0k3')).toBe(
      'Bearer [redacted], [redacted] and [redacted]',
    );
  });

  test('keeps a secret whole where another is a part of it', () => {
    expect(knowing({ A_KEY: 'abcd', B_KEY: 'abcdefgh' }).redact('abcdefgh abcd')).toBe(
      '[redacted] [redacted]',
    );
  });

  test('knows the password, decoded too, and the path of an address', () => {
    const secrets = knowing({ HOOK_URL: 'https://me:p%40ssw0rd@chat.example/services/T0/B0/XYZ' });
    const text = 'POST /services/T0/B0/XYZ failed for p@ssw0rd (p%40ssw0rd)';
    expect(secrets.redact(text)).toBe('POST [redacted] failed for [redacted] ([redacted])');
  });

  test('hides the password of any address, also of one that the config itself holds', () => {
    expect(new Secrets().redact('postgres://app:geheim@db:5432/x')).toBe(
      'postgres://app:[redacted]@db:5432/x',
    );
  });

  test('finds a secret of several lines, also where they have been made harmless', () => {
    const key = '-----BEGIN KEY-----\nMIIs\tecret\n-----END KEY-----\n';
    const secrets = knowing({ TLS_KEY: key });
    for (const text of [key, oneLine(key), printableLines(key)])
      expect(secrets.redact(`Cannot read /keys/${text}: no such file.`)).not.toContain('MII');
  });

  test('leaves ports, names and other short words alone', () => {
    const secrets = knowing({ PORT: '8080', HOST: 'db.local', EMPTY_TOKEN: '' });
    expect(secrets.redact('db.local:8080 answers 8080 times')).toBe('db.local:8080 answers 8080 times');
  });
});
