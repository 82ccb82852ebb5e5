import { describe, expect, it } from 'vitest';
import type { FieldAbout } from '../../../../src/io/codecs/fields/field-about.js';
import { FORMATS } from '../../../../src/io/codecs/formats.js';
import { NGINX_ABOUT } from '../../../../src/io/codecs/nginx/nginx-about.js';
import { ACCESS_VARIABLES, DURATION_VARIABLES } from '../../../../src/io/codecs/nginx/nginx-variables.js';
import { decodeAll } from '../decode-all.js';
import { SAMPLES } from '../format-samples.js';

const TYPES: Readonly<Record<FieldAbout['type'], string | undefined>> = {
  text: 'string',
  number: 'number',
  boolean: 'boolean',
  any: undefined,
};

describe.each(FORMATS)('what $name says of its fields', ({ name, about, codec }) => {
  const { fields, open } = codec({});
  const said = about.map((field) => field.name);

  it('names every field that its codec names, each once, and no others unless rows may have others', () => {
    expect(new Set(said).size).toBe(said.length);
    expect(said).not.toContain('time');
    expect(said).toEqual(expect.arrayContaining(fields.filter((field) => field !== 'time')));
    if (open !== true) expect(['time', ...said].sort()).toEqual([...fields].sort());
  });

  it('says each in a few words', () => {
    for (const field of about) {
      expect(field.about).toMatch(/^[^\s].{1,78}[^.\s]$/);
      expect(field.original, 'only where it is another name').not.toBe(field.name);
    }
  });

  it('has rows whose values are of the kind that it says', () => {
    const line = SAMPLES[name];
    if (line === undefined) return;
    const { rows, rejected } = decodeAll(codec({ durationUnit: 'ms' }), `${line}\n`, said);
    expect(rejected).toEqual([]);
    const [row] = rows;
    const held = about.filter((field) => row?.[field.name] !== undefined && row[field.name] !== null);
    if (about.length > 12) expect(held.length).toBeGreaterThan(open === true ? 10 : about.length - 1);
    for (const field of held) {
      expect([field.name, typeof row?.[field.name]]).toEqual([field.name, TYPES[field.type]]);
    }
  });
});

describe('what variables of nginx are', () => {
  it('is said of all that have a name of access logs, or count time', () => {
    const names = NGINX_ABOUT.map(({ name }) => name);
    for (const [variable, { field }] of ACCESS_VARIABLES)
      if (variable !== 'request') expect(names).toContain(field);
    for (const name of DURATION_VARIABLES.keys()) {
      expect(NGINX_ABOUT.find((field) => field.name === name)?.unit).toBe('duration');
    }
  });
});
