import type { Checks } from '../../io/actions/check/check-action.js';
import { checkDns } from '../../io/actions/check/dns/check-dns.js';
import { checkHttp } from '../../io/actions/check/http/check-http.js';
import { httpHop } from '../../io/actions/check/http/http-hop.js';
import { userAgent } from '../../io/actions/check/http/user-agent.js';
import { Names } from '../../io/actions/check/net/names.js';
import { notToBlame } from '../../io/actions/check/not-to-blame.js';
import { OwnPace } from '../../io/actions/check/own-pace.js';
import { checkTcp } from '../../io/actions/check/tcp/check-tcp.js';

/** Checks that keep connections open. */
export interface ClosingChecks extends Checks {
  close(): void;
}

/**
 * A check for each kind of target; they share what is known of names and of our own pace. `version`: of Tidemark, which is said
 * to servers.
 */
export const allChecks = (version: string): ClosingChecks => {
  const names = new Names();
  const pace = new OwnPace();
  const hop = httpHop({ names });
  return {
    http: notToBlame(checkHttp({ hop, userAgent: userAgent(version) }), pace),
    tcp: notToBlame(checkTcp({ names }), pace),
    dns: notToBlame(checkDns({ names }), pace),
    close: () => hop.close(),
  };
};
