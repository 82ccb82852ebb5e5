import type { ForeignMap, Note } from '../foreign-map.js';
import type { TakenTarget } from '../taken-target.js';
import { readDns } from './dns-module.js';
import { readHttp } from './http-module.js';
import type { Probe } from './probe.js';
import { readTcp } from './tcp-module.js';

export interface Module {
  readonly name: string;
  /** Whether it can mean nothing but TLS. */
  readonly isHttps: boolean;
  readonly where: string;
  readonly note: Note;
  /**
   * The target that it makes of what Prometheus calls one: a url, `host`, `host:port`. Undefined, and said, for what it
   * cannot ask.
   */
  apply(target: string, host: string): TakenTarget | undefined;
}

const PROBERS: Readonly<
  Record<string, (settings: ForeignMap | undefined, module: ForeignMap) => Probe | undefined>
> = {
  http: readHttp,
  tcp: readTcp,
  dns: readDns,
};

const WHY: Readonly<Record<string, string>> = {
  icmp: 'there is no ping; tcp://HOST:PORT is near',
  grpc: 'there is no check of gRPC; tcp://HOST:PORT is near',
  unix: 'sockets of this machine are not checked',
  websocket: 'there is no check of WebSockets; https://HOST/ is near',
};

const OTHERS = ['http', 'tcp', 'dns', 'icmp', 'grpc', 'unix', 'websocket'];

export const readModules = (root: ForeignMap): readonly Module[] => {
  const modules = root.map('modules');
  if (modules === undefined) return [];
  return modules.keys.flatMap((name) => {
    const module = modules.map(name);
    return module === undefined ? [] : readModule(name, module);
  });
};

const readModule = (name: string, module: ForeignMap): readonly Module[] => {
  const prober = module.text('prober') ?? '';
  const timeout = module.duration('timeout');
  const read = Object.hasOwn(PROBERS, prober) ? PROBERS[prober] : undefined;
  if (read === undefined) {
    module.note(module.where, `${WHY[prober] ?? `there is no prober ${prober}`}; it is left out`);
    return [];
  }
  const probe = read(module.map(prober), module);
  // Settings of the other probers stand there and mean nothing.
  module.pass(...OTHERS);
  module.close();
  if (probe === undefined) return [];
  const settings = { ...probe.settings, ...(timeout !== undefined && timeout > 0 && { timeout }) };
  return [
    {
      name,
      isHttps: probe.isHttps === true,
      where: module.where,
      note: module.note,
      apply: (target, host) => {
        const place = placeOf(probe, target, host);
        if (place !== undefined) return { ...settings, ...place };
        module.note(module.where, `${target}: a host and a port are wanted for tcp; it is left out`);
        return undefined;
      },
    },
  ];
};

const placeOf = (
  { kind, query }: Probe,
  target: string,
  host: string,
): Pick<TakenTarget, 'url' | 'resolver'> | undefined => {
  switch (kind) {
    case 'http':
      return { url: /^[a-z][a-z\d+.-]*:\/\//i.test(target) ? target : `http://${target}` };
    case 'tcp': {
      const plain = target.replace(/^[a-z]+:\/\//i, '').replace(/\/$/, '');
      if (/:\d+$/.test(plain)) return { url: `tcp://${plain}` };
      return plain === host ? { url: `tcp://${host}:443` } : undefined;
    }
    case 'dns': {
      const plain = target.replace(/^[a-z]+:\/\//i, '').replace(/\/$/, '');
      // The name that nobody has is no resolver either; one that is reserved for documents never answers.
      return {
        url: `dns://${(query ?? '').replace(/\.$/, '')}`,
        resolver: plain === host ? '192.0.2.53' : plain,
      };
    }
  }
};
