import type { Upload, Written } from '../../object-store/object-store.js';
import { ObjectStoreFault } from '../../object-store/object-store-fault.js';

/** Phases in which nothing of a request has gone out yet. */
const BEFORE: ReadonlySet<string> = new Set(['credentials', 'dns', 'connect', 'tls']);

/** What a test may have left in the bucket, as far as this process has seen. */
export class Remains {
  #state: 'none' | 'there' | 'unknown' = 'none';
  #version: string | undefined;
  #upload: { readonly upload: Upload; readonly forget: () => Promise<void> } | undefined;

  /** `unknown`: a write was not answered, or the process that wrote is no more. It may even come to be still. */
  get state(): 'none' | 'there' | 'unknown' {
    return this.#state;
  }

  /** Of what is there, where the bucket keeps versions. */
  get version(): string | undefined {
    return this.#version;
  }

  /** Sees what becomes of a write. */
  async write(put: () => Promise<Written>): Promise<Written> {
    try {
      const written = await put();
      this.#state = 'there';
      this.#version = written.version;
      return written;
    } catch (error) {
      if (mayHaveWritten(error)) this.#state = 'unknown';
      throw error;
    }
  }

  /** An upload in parts has begun; what is to be forgotten when it is over. */
  beginUpload(upload: Upload, forget: () => Promise<void>): void {
    this.#upload = { upload, forget };
  }

  /** That has not been completed, or nobody knows. */
  get upload(): { readonly upload: Upload; readonly forget: () => Promise<void> } | undefined {
    return this.#upload;
  }

  /** It is completed, or aborted. */
  async endUpload(): Promise<void> {
    await this.#upload?.forget();
    this.#upload = undefined;
  }

  /** It was removed, and that was answered. */
  removed(): void {
    this.#state = 'none';
  }
}

/** A refusal is an answer of the store: 4xx, and nothing was done. */
const mayHaveWritten = (error: unknown): boolean => {
  if (!(error instanceof ObjectStoreFault)) return true;
  const { phase, attempt } = error;
  if (BEFORE.has(phase)) return false;
  const { status } = attempt;
  return !(status !== undefined && status >= 300 && status < 500);
};
