import { createHmac, type Hmac, hash } from 'node:crypto';

/** What requests are signed with: without a key in one call, as it is most often. */
export class QuickSha256 {
  readonly #hmac: Hmac | undefined;
  #pieces: Uint8Array[] = [];

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    if (secret !== undefined) this.#hmac = createHmac('sha256', bytesOf(secret));
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    const bytes = bytesOf(data);
    if (this.#hmac === undefined) this.#pieces.push(bytes);
    else this.#hmac.update(bytes);
  }

  async digest(): Promise<Uint8Array> {
    if (this.#hmac !== undefined) return this.#hmac.digest();
    const [first = new Uint8Array(), ...more] = this.#pieces;
    return hash('sha256', more.length === 0 ? first : Buffer.concat([first, ...more]), 'buffer');
  }

  reset(): void {
    this.#pieces = [];
  }
}

const bytesOf = (data: string | ArrayBuffer | ArrayBufferView): Uint8Array => {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
};
