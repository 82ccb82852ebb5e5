/** The bytes of a buffer, to be read by words: fields come from the same buffer again and again, and a view is made once. */
export class WordView {
  #bytes: Buffer = Buffer.alloc(0);
  #view = viewOf(this.#bytes);

  of(bytes: Buffer): DataView {
    if (bytes !== this.#bytes) {
      this.#bytes = bytes;
      this.#view = viewOf(bytes);
    }
    return this.#view;
  }
}

const viewOf = (bytes: Buffer): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
