import { describe, expect, it } from 'vitest';
import { postgresFault } from '../../../src/io/postgres/postgres-fault.js';

const fault = (code: string, details: Record<string, string> = {}) =>
  postgresFault(Object.assign(new Error('said'), { code, severity: 'ERROR', ...details }));

describe('postgresFault', () => {
  it.each([
    ...['53100', '53200', '53300', '57P01', '57P02', '57P03', '57014', '25P03', '40001', '40P01', '55P03'],
    ...['08000', '08006', '08P01', '26000', '42P05', '58030', 'XX000', 'XX001', 'F0000'],
    ...['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'ENOTFOUND', ''],
  ])('never blames a row for %s', (code) => expect(fault(code).kind).toBe('again'));

  it.each([
    '22023',
    '22001',
    '22003',
    '22021',
    '22P02',
    '22P05',
    '23502',
    '23503',
    '44000',
    '54000',
    'P0001',
  ])('blames a row for %s', (code) => expect(fault(code).kind).toBe('row'));

  it.each([
    '42501',
    '42P01',
    '42703',
    '42804',
    '3D000',
    '3F000',
    '28P01',
    '28000',
    '0A000',
    '21000',
    'HV000',
  ])('asks a person to look at %s', (code) => expect(fault(code).kind).toBe('setup'));

  it('tells a CHECK from a partition that is missing by the name of the constraint', () => {
    expect(fault('23514', { constraint: 'positive' }).kind).toBe('row');
    expect(fault('23514').kind).toBe('no-partition');
    expect(fault('25006').kind).toBe('read-only');
  });
});
