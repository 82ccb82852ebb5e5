import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { expect, it } from 'vitest';
import { believedUntil } from '../../../../../src/io/actions/check/net/believed-until.js';
import { leastValid } from '../../../../../src/io/actions/check/net/least-valid.js';
import { makeCertificate } from '../../../../servers/certificates.js';

const DAY = 86_400_000;
const root = makeCertificate({ subject: 'Old Root', isCa: true });
const cross = makeCertificate({ subject: 'New Root', isCa: true, issuer: root, days: 5 });
const intermediate = makeCertificate({ subject: 'Intermediate', isCa: true, issuer: cross, days: 200 });
const leaf = makeCertificate({ subject: 'site.example', issuer: intermediate, days: 90 });
const chain = [leaf, intermediate, cross].map(({ cert }) => new X509Certificate(cert));

const least = (isVerified: boolean, believedFor?: number) => {
  const believed = ({ subject }: X509Certificate) =>
    believedFor !== undefined && subject === 'CN=New Root' ? Date.now() + believedFor * DAY : undefined;
  return leastValid(chain, 'site.example', isVerified, believed)?.subject;
};

it('what is signed for an authority that is believed itself does not count', () => {
  expect(least(true)).toBe('New Root');
  expect(least(true, 3000)).toBe('site.example');
  expect(least(true, 30)).toBe('New Root');
  expect(least(false, 3000)).toBe('New Root');
});

it('believes the authorities that Node brings along, by name and key', () => {
  const known = rootCertificates.map((pem) => new X509Certificate(pem));
  expect(known.every((root) => believedUntil(root) === Date.parse(root.validTo))).toBe(true);
  const name = /^CN=(.*)$/m.exec(known[0]?.subject ?? '')?.[1] ?? '';
  expect(
    believedUntil(new X509Certificate(makeCertificate({ subject: name, isCa: true }).cert)),
  ).toBeUndefined();
});
