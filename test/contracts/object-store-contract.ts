import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { crc32Checksum } from '../../src/io/object-store/crc32-of.js';
import type { ListingStore } from '../../src/io/object-store/object-store.js';
import { bytesOf, LONG } from '../support/object-store/store-at.js';

/** What a store is asked to be able to do. */
export interface ObjectStoreOf {
  /** Up to the end of the running test; `wrong` for one with a secret that is not right, or another bucket. */
  open(wrong?: { readonly secret?: string; readonly bucket?: string }): Promise<ListingStore>;
  /** Says by checksum what it has. */
  readonly hasChecksums: boolean;
  /** `If-None-Match` counts where an upload is completed, too. */
  readonly hasConditionalCompletion: boolean;
  /** Says of an upload that is completed or aborted that there is none, where it is to be completed. */
  readonly saysGone: boolean;
}

const AWKWARD = [
  'plain.txt',
  'a b.txt',
  'a+b.txt',
  'a%20b.txt',
  'caf%E9 é.log',
  '日本.txt',
  "a~b(c)!*'.txt",
  'q?x=1&y#z',
  'd=2026-11-29/h=10/part;0.gz',
  '\u{1F30A}',
];

/** The laws that every object store keeps, whoever has made it. */
export const objectStoreContract = (name: string, of: ObjectStoreOf): void => {
  describe(`${name}, as an object store`, () => {
    const under = () => `contract/${randomBytes(8).toString('hex')}`;
    const put = { ...LONG, ifAbsent: true } as const;
    const confirmed = of.hasChecksums;

    it.each([0, 1, 70_000])('gives back the %i bytes that it was given', async (length) => {
      const store = await of.open();
      const key = `${under()}/${length}`;
      const body = randomBytes(length);
      const metadata = { host: 'web-1', day: '2026-11-29' };
      const written = await store.put(key, body, { ...put, contentType: 'text/x-log', metadata });
      expect(written.checksum).toEqual(crc32Checksum(crc32(body)));
      expect(written.isConfirmed).toBe(confirmed);
      const head = await store.head(key, LONG);
      expect(head).toMatchObject({ bytes: length, metadata, etag: written.etag });
      if (confirmed) expect(head.checksums).toContainEqual(written.checksum);
      const download = await store.get(key, LONG);
      expect(download).toMatchObject({ bytes: length, isVerified: confirmed });
      expect(await bytesOf(download.body)).toEqual(body);
    });

    it('gives a part of an object', async () => {
      const store = await of.open();
      const key = under();
      await store.put(key, Buffer.from('0123456789'), put);
      const download = await store.get(key, { ...LONG, range: { from: 2, to: 4 } });
      expect(download.isVerified).toBe(false);
      expect((await bytesOf(download.body)).toString()).toBe('234');
    });

    it('says what is absent, and removes it without a word', async () => {
      const store = await of.open();
      const key = under();
      await expect(store.head(key, LONG)).rejects.toMatchObject({ class: 'no-such-key', again: false });
      await expect(store.get(key, LONG)).rejects.toMatchObject({ class: 'no-such-key', code: 'NoSuchKey' });
      await store.put(key, Buffer.from('x'), put);
      await store.remove(key, LONG);
      await store.remove(key, LONG);
      await expect(store.head(key, LONG)).rejects.toMatchObject({ class: 'no-such-key' });
    });

    it('overwrites nothing where it is told so, and does where it is not', async () => {
      const store = await of.open();
      const key = under();
      await store.put(key, Buffer.from('first'), put);
      await expect(store.put(key, Buffer.from('other'), put)).rejects.toMatchObject({
        class: 'precondition',
      });
      expect((await bytesOf((await store.get(key, LONG)).body)).toString()).toBe('first');
      await store.put(key, Buffer.from('third'), { ...LONG, ifAbsent: false });
      expect((await bytesOf((await store.get(key, LONG)).body)).toString()).toBe('third');
      await store.remove(key, LONG);
      await store.put(key, Buffer.from('fourth'), put);
    });

    it('lets one of several writers win', async () => {
      const store = await of.open();
      const key = under();
      const bodies = ['a', 'b', 'c', 'd'];
      const all = await Promise.allSettled(bodies.map((body) => store.put(key, Buffer.from(body), put)));
      const won = bodies.filter((_, at) => all[at]?.status === 'fulfilled');
      expect(won).toHaveLength(1);
      for (const one of all)
        if (one.status === 'rejected') expect(['precondition', 'conflict']).toContain(one.reason.class);
      expect((await bytesOf((await store.get(key, LONG)).body)).toString()).toBe(won[0]);
    });

    it('S3-V10: keeps awkward keys apart and gives them back as they were', async () => {
      const store = await of.open();
      const prefix = `${under()}/`;
      for (const key of AWKWARD) await store.put(prefix + key, Buffer.from(key), put);
      for (const key of AWKWARD)
        expect((await bytesOf((await store.get(prefix + key, LONG)).body)).toString()).toBe(key);
      const { objects } = await store.list(prefix, LONG);
      expect(new Set(objects.map(({ key }) => key))).toEqual(new Set(AWKWARD.map((key) => prefix + key)));
    });

    it('lists page by page, each object once, in the order of keys', async () => {
      const store = await of.open();
      const prefix = `${under()}/`;
      const keys = Array.from({ length: 7 }, (_, at) => `${prefix}${at}`);
      for (const key of keys) await store.put(key, Buffer.from('four'), put);
      const found: string[] = [];
      let from: string | undefined;
      let pages = 0;
      do {
        const page = await store.list(prefix, { ...LONG, max: 3, ...(from !== undefined && { from }) });
        found.push(...page.objects.map(({ key }) => key));
        expect(page.objects.every(({ bytes }) => bytes === 4)).toBe(true);
        from = page.next;
        pages++;
      } while (from !== undefined);
      expect(found).toEqual(keys);
      expect(pages).toBe(3);
      expect((await store.list(`${under()}/`, LONG)).objects).toEqual([]);
    });

    it('puts the parts of an upload together, whichever came first', async () => {
      const store = await of.open();
      const key = under();
      const parts = [Buffer.alloc(5 << 20, 'a'), Buffer.alloc(5 << 20, 'b'), Buffer.from('c')];
      const whole = crc32Checksum(crc32(Buffer.concat(parts)));
      const upload = await store.createUpload(key, { ...LONG, contentType: 'text/plain' });
      await expect(store.head(key, LONG)).rejects.toMatchObject({ class: 'no-such-key' });
      const sent = [];
      for (const [at, part] of [...parts.entries()].reverse())
        sent.push(await store.putPart(upload, at + 1, part, LONG));
      expect(sent.every(({ isConfirmed }) => isConfirmed === confirmed)).toBe(true);
      const written = await store.completeUpload(upload, sent.toReversed(), put);
      expect(written).toMatchObject({ checksum: whole, isConfirmed: confirmed });
      const download = await store.get(key, LONG);
      expect(download.isVerified).toBe(confirmed);
      expect(Buffer.concat(parts).equals(await bytesOf(download.body))).toBe(true);
    });

    it('leaves nothing of an upload that is aborted', async () => {
      const store = await of.open();
      const key = under();
      const upload = await store.createUpload(key, LONG);
      const part = await store.putPart(upload, 1, Buffer.from('x'), LONG);
      await store.abortUpload(upload, LONG);
      const gone = { class: 'no-such-upload' };
      await expect(store.putPart(upload, 2, Buffer.from('x'), LONG)).rejects.toMatchObject(gone);
      await expect(store.abortUpload(upload, LONG)).rejects.toMatchObject(gone);
      // Ceph calls it "already in progress", 500, for ever: only a look at the key tells what a completion came to.
      const again = store.completeUpload(upload, [part], put);
      await expect(again).rejects.toMatchObject({ class: of.saysGone ? 'no-such-upload' : 'internal' });
      await expect(store.head(key, LONG)).rejects.toMatchObject({ class: 'no-such-key' });
    });

    it.runIf(of.hasConditionalCompletion)('completes no upload over an object', async () => {
      const store = await of.open();
      const key = under();
      const upload = await store.createUpload(key, LONG);
      const part = await store.putPart(upload, 1, Buffer.from('x'), LONG);
      await store.put(key, Buffer.from('first'), put);
      await expect(store.completeUpload(upload, [part], put)).rejects.toMatchObject({
        class: 'precondition',
      });
      expect((await bytesOf((await store.get(key, LONG)).body)).toString()).toBe('first');
    });

    it('says of each request how long its phases took, on which connection, and what the store calls it', async () => {
      const store = await of.open();
      const key = under();
      const first = (await store.put(key, Buffer.from('x'), put)).attempt;
      expect(first).toMatchObject({ connection: 'new', status: 200, timings: { dns: 0, tls: 0 } });
      expect(first.requestId).toMatch(/./);
      const { attempt: second } = await store.head(key, LONG);
      expect(second).toMatchObject({ connection: 'reused', timings: { dns: 0, connect: 0, tls: 0 } });
      expect(second.requestId).not.toBe(first.requestId);
      for (const { connect = -1, firstByte = -1, total = -1 } of [first.timings, second.timings]) {
        expect(Math.min(connect, firstByte, total)).toBeGreaterThanOrEqual(0);
        expect(total).toBeGreaterThanOrEqual(connect + firstByte);
      }
    });

    it('gives up where it is told so', async () => {
      const store = await of.open();
      const call = { ...put, signal: AbortSignal.abort() };
      await expect(store.put(under(), Buffer.from('x'), call)).rejects.toMatchObject({ class: 'aborted' });
      await expect(store.get(under(), call)).rejects.toMatchObject({ class: 'aborted' });
    });

    it('says in words that a secret is wrong, and that there is no such bucket', async () => {
      const other = await of.open({ secret: 'another' });
      await expect(other.put(under(), Buffer.from('x'), put)).rejects.toMatchObject({
        class: 'credentials',
        code: 'SignatureDoesNotMatch',
      });
      const elsewhere = await of.open({ bucket: 'there-is-none' });
      await expect(elsewhere.put(under(), Buffer.from('x'), put)).rejects.toMatchObject({
        class: 'no-such-bucket',
        message: expect.stringContaining('there is no bucket "there-is-none" at '),
      });
    });
  });
};
