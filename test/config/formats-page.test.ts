import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { builtParts } from '../../src/config/parts/built-parts.js';
import { fieldsText, formatsText } from '../../src/config/reference/fields-text.js';
import { checkReference, formatReferences } from '../../src/config/reference/format-reference.js';
import { formatsPage } from '../../src/config/reference/formats-page.js';

const all = formatReferences(builtParts);
const named = (name: string) => all.find((one) => one.name === name);

describe('docs/formats.md', () => {
  it('says what the formats say of themselves (npm run docs writes it anew)', () => {
    const page = readFileSync(join(resolve(import.meta.dirname, '../..'), 'docs/formats.md'), 'utf8');
    expect(page, 'run: npm run docs').toBe(formatsPage(builtParts));
  });
});

describe('what checks of the web monitor say of themselves', () => {
  it('are the fields that its config is checked by, and none for another name', () => {
    const part = builtParts.sources.find(({ name }) => name === 'urls');
    const known = part?.fields({} as never, undefined as never).known ?? {};
    const fields = checkReference('web-monitor')?.fields ?? [];
    expect(fields.map(({ name }) => name)).toEqual(Object.keys(known));
    for (const { name, unit } of fields.slice(1)) expect([name, known[name]?.unit]).toEqual([name, unit]);
    expect(checkReference('access-log')).toBeUndefined();
  });
});

describe('what formats say of themselves', () => {
  it('are fields that a config of that format is checked by, with the same units', () => {
    for (const { name, fields } of all) {
      const part = builtParts.formats.find((one) => one.name === name);
      if (part?.settings?.safeParse(undefined).success === false) continue;
      const known = part?.fields(undefined as never).known ?? {};
      for (const field of fields) {
        if (name === 'vpc-flow' && field.about.startsWith('with apps')) continue;
        expect([name, field.name, known[field.name]?.unit]).toEqual([name, field.name, field.unit]);
      }
    }
  });

  it('is a table or a word on who knows', () => {
    for (const { name, fields, others } of all) {
      expect([name, fields.length > 1 || others !== undefined]).toEqual([name, true]);
    }
  });

  it('prints as lines for people', () => {
    const reference = named('access-log');
    if (reference === undefined) throw new Error('access-log is gone');
    expect(fieldsText(reference)).toMatchInlineSnapshot(`
      "access-log: NCSA common and combined, with or without virtual host and extra fields.

        field     kind    unit          in the log        what it is
        time      number                                  when it happened, in epoch milliseconds
        host      text                  $remote_addr      address or name of the client
        user      text                  $remote_user      who the request was authenticated as
        method    text                  $request_method   such as GET
        path      text                  $request_uri      what was asked for, query included
        section   text                                    the path up to its second slash, or (other)
        protocol  text                  $server_protocol  such as HTTP/1.1
        status    number                $status           the code of the answer
        size      number  bytes         $body_bytes_sent  bytes of the answer
        referer   text                  $http_referer     the page that led here, as the client says
        agent     text                  $http_user_agent  the program of the client, as it says
        vhost     text                  $host             the site that was asked for
        duration  number  milliseconds  $request_time     how long it took
      "
    `);
    expect(formatsText(all)).toContain('access-log');
  });
});
