import { describe, expect, it } from 'vitest';
import { KnownChains } from '../../../../../src/io/actions/check/net/known-chains.js';

const MINUTE = 60_000;
const LEAF = Buffer.from('a certificate');
const certificate = { expires: 90 * MINUTE, subject: 'Intermediate', host: 'a.example' };

const at = (start: number) => {
  const clock = { now: start };
  return { clock, chains: new KnownChains(() => clock.now) };
};

describe('chains that are known', () => {
  it('are those of a certificate and a name', () => {
    const { chains } = at(0);
    chains.of(LEAF, 'a.example').learn(certificate);
    expect(chains.of(LEAF, 'a.example').known).toMatchObject({ certificate });
    expect(chains.of(LEAF, 'b.example').known).toBeUndefined();
    expect(chains.of(Buffer.from('another'), 'a.example').known).toBeUndefined();
  });

  it('are looked at again after ten minutes, however the clock goes, and when they have ended', () => {
    const { chains, clock } = at(0);
    const knownAt = (now: number) => {
      clock.now = now;
      return chains.of(LEAF, 'a.example').known !== undefined;
    };
    chains.of(LEAF, 'a.example').learn(certificate);
    expect([9, 10, 60].map((minutes) => knownAt(minutes * MINUTE))).toEqual([true, false, false]);
    expect(knownAt(-11 * MINUTE)).toBe(false);
    clock.now = 85 * MINUTE;
    chains.of(LEAF, 'a.example').learn(certificate);
    expect([89, 90].map((minutes) => knownAt(minutes * MINUTE))).toEqual([true, false]);
  });

  it('are not remembered without end', () => {
    const { chains } = at(0);
    for (let i = 0; i < 20_001; i++) chains.of(Buffer.from(`${i}`), 'a.example').learn(certificate);
    expect(chains.of(Buffer.from('0'), 'a.example').known).toBeUndefined();
    expect(chains.of(Buffer.from('1'), 'a.example').known).toBeDefined();
  });
});
