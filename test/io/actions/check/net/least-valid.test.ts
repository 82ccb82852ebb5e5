import { X509Certificate } from 'node:crypto';
import { expect, it } from 'vitest';
import { leastValid } from '../../../../../src/io/actions/check/net/least-valid.js';
import { authorityId, wellKnownRoots } from '../../../../../src/io/actions/check/net/well-known-roots.js';
import { makeCertificate } from '../../../../servers/certificates.js';

const DAY = 86_400_000;
const root = makeCertificate({ subject: 'Old Root', isCa: true });
const cross = makeCertificate({ subject: 'New Root', isCa: true, issuer: root, days: 5 });
const intermediate = makeCertificate({ subject: 'Intermediate', isCa: true, issuer: cross, days: 200 });
const leaf = makeCertificate({ subject: 'site.example', issuer: intermediate, days: 90 });
const chain = [leaf, intermediate, cross].map(({ cert }) => new X509Certificate(cert));
const [, , crossed] = chain;

const least = (isVerified: boolean, believedFor?: number) => {
  const roots = new Map(
    believedFor === undefined || crossed === undefined
      ? []
      : [[authorityId(crossed), Date.now() + believedFor * DAY]],
  );
  return leastValid(chain, 'site.example', isVerified, () => roots)?.subject;
};

it('what is signed for an authority that is believed itself does not count', () => {
  expect(least(true)).toBe('New Root');
  expect(least(true, 3000)).toBe('site.example');
  expect(least(true, 30)).toBe('New Root');
  expect(least(false, 3000)).toBe('New Root');
});

it('knows the authorities that Node brings along', () => {
  expect(wellKnownRoots().size).toBeGreaterThan(100);
  expect([...wellKnownRoots().values()].every((expires) => expires > 0)).toBe(true);
});
