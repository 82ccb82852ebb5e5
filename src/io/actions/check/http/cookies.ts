import type { CookieJar } from 'tough-cookie';
import { headerValues } from './header-values.js';

type Headers = readonly (readonly [name: string, value: string])[];

/** More than any site needs; the rest of them is not looked at. */
const MOST = 200;

/** The cookies of one check: what its redirects set, for the hops after them, and gone with it. */
export class Cookies {
  #jar: CookieJar | undefined;

  /** Takes what an answer sets. Few answers do, so what knows of cookies is loaded when the first one comes. */
  async take(url: URL, headers: Headers): Promise<void> {
    const set = headerValues(headers, 'set-cookie').slice(0, MOST);
    if (set.length === 0) return;
    const { CookieJar } = await import('tough-cookie');
    this.#jar ??= new CookieJar(undefined, { looseMode: true });
    // One that is not for this site, or none at all, is left out, as browsers do.
    for (const value of set) this.#jar.setCookieSync(value, url.href, { ignoreError: true });
  }

  /** What is sent to a url; undefined where there are none for it. `own`: those of the settings, which give way. */
  header(url: URL, own: string): string | undefined {
    const cookies = this.#jar?.getCookiesSync(url.href) ?? [];
    const names = new Set(cookies.map(({ key }) => key));
    const kept = own.split(';').filter((pair) => !names.has(pair.split('=', 1)[0]?.trim() ?? ''));
    const all = [...kept.map((pair) => pair.trim()), ...cookies.map((cookie) => cookie.cookieString())];
    const text = all.filter((pair) => pair !== '').join('; ');
    return text === '' ? undefined : text;
  }
}
