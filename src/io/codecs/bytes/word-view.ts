/**
 * The bytes of a buffer, to be read by words: fields come from the same buffer again and again, and a view is made once. Of two
 * buffers in turn, a chunk and what was unescaped of it, both are kept.
 */
export class WordView {
  #bytes: Buffer = Buffer.alloc(0);
  #view = viewOf(this.#bytes);
  #otherBytes = this.#bytes;
  #otherView = this.#view;

  of(bytes: Buffer): DataView {
    return bytes === this.#bytes ? this.#view : this.#exchanged(bytes);
  }

  #exchanged(bytes: Buffer): DataView {
    const view = bytes === this.#otherBytes ? this.#otherView : viewOf(bytes);
    this.#otherBytes = this.#bytes;
    this.#otherView = this.#view;
    this.#bytes = bytes;
    this.#view = view;
    return view;
  }
}

const viewOf = (bytes: Buffer): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
