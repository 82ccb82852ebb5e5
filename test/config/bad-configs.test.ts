import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { diagnose, marked } from './bad-configs/diagnose.js';
import { BAD_CONFIGS } from './bad-configs/index.js';
import { TWELVE } from './bad-configs/twelve.js';

const READ_ALOUD = join(import.meta.dirname, 'bad-configs.txt');

describe('a bad config gets one diagnostic, under the culprit', () => {
  for (const [theme, table] of Object.entries(BAD_CONFIGS)) {
    describe(theme, () => {
      it.each(table.map((one) => [one.what, one] as const))('%s', (_, bad) => {
        const { text, place } = marked(bad.text);
        expect(diagnose(text, bad).diagnostics).toEqual([
          {
            code: bad.code,
            severity: bad.severity ?? 'error',
            file: 'tidemark.yaml',
            ...(place !== undefined && { place }),
            message: expect.stringContaining(bad.message),
            ...(bad.suggestion !== undefined && { suggestion: expect.stringContaining(bad.suggestion) }),
          },
        ]);
      });
    });
  }
});

describe('the messages', () => {
  it('can be read aloud in bad-configs.txt, which is as they are (TIDEMARK_UPDATE=1 writes it anew)', () => {
    const all = Object.entries(BAD_CONFIGS).map(([theme, table]) => {
      const said = table.map((bad) => {
        const { text } = diagnose(marked(bad.text).text, bad);
        return `${bad.what}\n\n${text}\n`;
      });
      return `=== ${theme}\n\n${said.join('')}`;
    });
    // The working directory is in the names of files.
    const text = all.join('').replaceAll(process.cwd(), '.');
    if (process.env.TIDEMARK_UPDATE !== undefined || !existsSync(READ_ALOUD)) writeFileSync(READ_ALOUD, text);
    expect(text).toBe(readFileSync(READ_ALOUD, 'utf8'));
  });

  it('are whole sentences, without the names that the code gives to things', () => {
    for (const bad of Object.values(BAD_CONFIGS).flat()) {
      for (const { message } of diagnose(marked(bad.text).text, bad).diagnostics) {
        expect(message).toMatch(/^["=)/\p{L}\p{N}{$-].*[.?]$/su);
        expect(message).not.toMatch(/undefined|\[object|NaN|TidemarkError|tumbling:|sliding:|alert:/);
      }
    }
  });

  it('of twelve faults in one file all come, in the order of lines', () => {
    const { diagnostics } = diagnose(TWELVE.text, { environment: {} });
    expect(diagnostics.map(({ place, code }) => [place?.line, code])).toEqual(TWELVE.faults);
  });
});

describe('bytes that are no text', () => {
  it('are refused where they stand', () => {
    const good = Buffer.from('version: 1\npipelines:\n  web: { use: access-log } # ');
    const { diagnostics } = diagnose(Buffer.concat([good, Buffer.from([0xe9, 0x0a])]));
    expect(diagnostics).toMatchObject([
      { code: 'syntax', place: { line: 3, column: 30 }, suggestion: expect.stringContaining('UTF-8') },
    ]);
  });

  it('are named where they are UTF-16', () => {
    const { diagnostics } = diagnose(Buffer.from('\uFEFFversion: 1\n', 'utf16le'));
    expect(diagnostics).toMatchObject([{ code: 'syntax', message: expect.stringContaining('UTF-16') }]);
  });
});

describe('a config is accepted', () => {
  it.each([
    ['with a byte order mark', '\uFEFF'],
    ['with a comment before it', '# mine\n'],
  ])('%s', (_, before) => {
    expect(diagnose(`${before}version: 1\npipelines: { web: { use: access-log } }\n`).text).toBe('');
  });

  it('with lines of Windows', () => {
    expect(diagnose('version: 1\r\npipelines:\r\n  web:\r\n    use: access-log\r\n').text).toBe('');
  });

  it('whose streams take their rows from one that is written later', () => {
    const { text } = diagnose(`version: 1
pipelines:
  web:
    source: { file: a.log, format: access-log }
    streams:
      p95: { from: r10, window: 1m, measure: { p95: p95(rate) }, to: [stdout] }
      r10: { window: 10s, measure: { rate: rate() } }
`);
    expect(text).toBe('');
  });

  it('as JSON, and refused as JSON with the same places', () => {
    const config = { version: 1, pipelines: { web: { use: 'access-log' } } };
    expect(diagnose(JSON.stringify(config, null, 2), { file: 'tidemark.json' }).text).toBe('');
    const bad = '{\n  "version": 1,\n  "pipelines": { "web": { "use": "acces-log" } }\n}\n';
    expect(diagnose(bad, { file: 'tidemark.json' }).diagnostics).toMatchObject([
      { code: 'unknown-name', file: 'tidemark.json', place: { line: 3, column: 34, length: 11 } },
    ]);
  });
});
