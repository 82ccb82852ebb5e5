import type { Route } from './answer.js';
import { Refused } from './refused.js';

/** Paths that are named to whoever asks for another one. */
const MOST_NAMED = 20;

/** Routes by path and method. */
export class RouteTable {
  readonly #byPath = new Map<string, Map<string, Route>>();

  constructor(routes: readonly Route[]) {
    for (const route of routes) {
      const methods = this.#byPath.get(route.path) ?? new Map<string, Route>();
      this.#byPath.set(route.path, methods.set(route.method, route));
      if (route.method === 'GET') methods.set('HEAD', route);
    }
  }

  /** Whether it says how the process is, and no more. */
  isHealth(path: string): boolean {
    return this.#byPath.get(path)?.get('GET')?.health === true;
  }

  /** Throws a `Refused` where there is none: 404, or 405 with what is allowed. */
  find(method: string, path: string): Route {
    const methods = this.#byPath.get(path);
    if (methods === undefined) {
      const some = [...this.#byPath.keys()].slice(0, MOST_NAMED);
      const more = this.#byPath.size > some.length ? ', …' : '';
      throw new Refused(404, 'not-found', `There is nothing here; there is ${some.join(', ')}${more}.`);
    }
    const route = methods.get(method);
    if (route !== undefined) return route;
    const allow = [...methods.keys()].join(', ');
    const words = allow.replace(/, (?=\w+$)/, ' and ');
    throw new Refused(405, 'bad-method', `Only ${words} are allowed here.`, { allow });
  }
}
