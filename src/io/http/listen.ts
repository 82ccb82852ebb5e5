import type { Access } from './access.js';
import type { Address } from './address.js';
import type { Handler } from './answer.js';
import { openDoor } from './door.js';
import { HTTP_LIMITS } from './http-limits.js';
import { warnOfOpen } from './listen-at.js';
import { serveRoutes } from './serve-routes.js';

/** What a GET is answered with. */
export interface Answer {
  readonly status: number;
  /** The media type of the body. */
  readonly type: string;
  readonly body: string;
}

/** What there is to be had, by path. */
export type Routes = Readonly<Record<string, () => Answer | Promise<Answer>>>;

export interface ListenOptions {
  /** Told when an answer cannot be made, which is a defect; whoever asked hears that, and no more. */
  readonly onError: (error: unknown) => void;
  /** Told what whoever runs this should know. */
  readonly warn: (message: string) => void;
  /** Who may ask. Default: this machine alone. */
  readonly access?: Access | undefined;
}

/** Who may ask from now on, which nobody may yet: one of these is called. */
export interface Admission {
  /** Lets them in, on connections and for requests that are there too, and nobody else any more. */
  use(): void;
  /** Forgets them, and does nothing once they are let in. */
  drop(): void;
}

export interface Listening {
  /** Where it can be asked on this machine, with the port that it got. */
  readonly url: string;
  /**
   * Reads what others may ask with. Rejects as `listen` does; whoever may ask stays as it was then. Resolves with undefined where
   * this takes another server: one that speaks TLS, or does not any more.
   */
  admit(access: Access): Promise<Admission | undefined>;
  /** Connections are closed, those that are kept alive too. */
  close(): Promise<void>;
}

/** Nobody has to send us anything, and few ask. */
const LIMITS = { ...HTTP_LIMITS, connections: 200, request: 10_000, idle: 10_000 };

/**
 * Serves GET and HEAD of some paths. Rejects with a TidemarkError 'cannot-listen' where the address is taken, is not one
 * of this machine, or is not allowed.
 */
export async function listen(address: Address, routes: Routes, options: ListenOptions): Promise<Listening> {
  const access = options.access ?? {};
  const { server, url } = await serveRoutes({
    address,
    access,
    routes: Object.entries(routes).map(([path, answer]) => ({
      method: 'GET',
      path,
      handle: path in HEALTH ? outlined(answer) : alone(answer),
      ...(path in HEALTH && { health: true }),
    })),
    limits: LIMITS,
    warn: options.warn,
    onError: options.onError,
  });
  const close = (): Promise<void> => {
    const closed = server.close();
    server.closeAllConnections();
    return closed;
  };
  const isSecure = access.tls !== undefined;
  const admit = async (next: Access): Promise<Admission | undefined> => {
    if ((next.tls !== undefined) !== isSecure) return undefined;
    const door = await openDoor(address, next, options.warn);
    let isUsed = false;
    return {
      use() {
        isUsed = true;
        warnOfOpen(address, next, options.warn);
        server.exchangeDoor(door);
      },
      drop() {
        if (!isUsed) door.close();
      },
    };
  };
  return { url, admit, close };
}

/** How the process is: asked by those who would end it. */
const HEALTH = { '/healthz': true, '/readyz': true };

/** Who has no token hears whether all is well, and not what is not. */
const outlined =
  (make: () => Answer | Promise<Answer>): Handler =>
  async ({ isTrusted }) => {
    const made = await make();
    if (isTrusted) return made;
    const { status } = JSON.parse(made.body) as { readonly status: string };
    return { ...made, body: `${JSON.stringify({ status })}\n` };
  };

/** One answer is made at a time; whoever asks meanwhile is given the next one, all of them the same. */
const alone = (make: () => Answer | Promise<Answer>): (() => Promise<Answer>) => {
  let making: Promise<unknown> = Promise.resolve();
  let next: Promise<Answer> | undefined;
  return () => {
    next ??= making.then(() => {
      const made = (async () => make())();
      making = made.catch(() => undefined);
      next = undefined;
      return made;
    });
    return next;
  };
};
