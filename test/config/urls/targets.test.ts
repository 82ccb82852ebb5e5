import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { builtParts } from '../../../src/config/parts/built-parts.js';
import type { ExpandedUrls } from '../../../src/config/parts/urls/expanded-urls.js';
import { loadTargets } from '../../../src/config/parts/urls/late-targets.js';
import type { HttpTarget, Target } from '../../../src/io/actions/check/target.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';
import { diagnose } from '../bad-configs/diagnose.js';

beforeAll(loadTargets);

const OF = { parts: builtParts };

const configOf = (source: string): string =>
  `version: 1\npipelines:\n  sites:\n    use: web-monitor\n    source: ${source}\n`;

/** The targets that settings of a source come to; throws what is wrong with them. */
const targetsOf = (source: string, environment: Readonly<Record<string, string>> = {}): readonly Target[] => {
  const { plans, text } = diagnose(configOf(source), { ...OF, environment });
  const settings = plans[0]?.pipelines[0]?.sources[0]?.settings as ExpandedUrls | undefined;
  if (settings?.targets === undefined) throw new Error(text);
  return settings.targets;
};

/** The variable that is said not to be used. */
const unusedOf = (source: string, environment: Readonly<Record<string, string>>): string | undefined => {
  const { plans } = diagnose(configOf(source), { ...OF, environment });
  return (plans[0]?.pipelines[0]?.sources[0]?.settings as ExpandedUrls | undefined)?.unusedProxy;
};

const httpTarget = (source: string, environment: Readonly<Record<string, string>> = {}): HttpTarget => {
  const [target] = targetsOf(source, environment);
  if (target?.kind !== 'http') throw new Error('That is no target of HTTP.');
  return target;
};

/** What is said of settings, with the line and the caret. */
const saidOf = (source: string): string => diagnose(configOf(source), OF).text;

const inFile = async (name: string, text: string): Promise<string> => {
  const file = join(await temporaryDirectory(), name);
  writeFileSync(file, text);
  return file;
};

describe('targets', () => {
  it('have every setting, where nothing is said but a URL', () => {
    expect(httpTarget('{ urls: https://www.example.com/ }')).toEqual({
      kind: 'http',
      url: 'https://www.example.com/',
      name: 'https://www.example.com/',
      every: 60_000,
      timeout: 10_000,
      slow: undefined,
      tags: {},
      group: undefined,
      maintenance: [],
      network: { family: 'auto', resolver: undefined, connectTo: undefined, proxy: undefined, allow: [] },
      method: 'GET',
      headers: [],
      body: undefined,
      tls: { insecure: false, ca: undefined, client: undefined },
      expect: {
        status: [[200, 299]],
        body: undefined,
        notBody: undefined,
        json: [],
        headers: [],
        finalUrl: undefined,
        certificate: 14 * 86_400_000,
      },
      redirects: 10,
      bodyLimit: 1_048_576,
      connection: 'fresh',
    });
  });

  it('take what the source says, and their own over it, key by key', () => {
    const [plain, own] = targetsOf(`
      every: 30s
      headers: { Accept: text/html, X-Team: web }
      expect: { status: [200-299, 301], certificate: 21d }
      tags: { team: web }
      urls:
        - https://www.example.com/
        - url: https://api.example.com/health
          name: api
          every: 10s
          headers: { accept: application/json }
          expect: { body: '"ok"', total: 2s }
          tags: { tier: 1 }
          group: api`);
    expect(plain).toMatchObject({
      every: 30_000,
      headers: [
        ['accept', 'text/html'],
        ['x-team', 'web'],
      ],
      tags: { team: 'web' },
    });
    expect(own).toMatchObject({
      name: 'api',
      every: 10_000,
      slow: 2000,
      group: 'api',
      tags: { team: 'web', tier: '1' },
    });
    const { expect: wanted, headers } = own as HttpTarget;
    expect(wanted.status).toEqual([
      [200, 299],
      [301, 301],
    ]);
    expect(wanted.certificate).toBe(21 * 86_400_000);
    expect(wanted.body?.test('{"status":"ok"}')).toBe(true);
    expect(headers).toContainEqual(['accept', 'application/json']);
    expect(headers.filter(([name]) => name === 'accept')).toHaveLength(1);
  });

  it('send credentials from variables, or those of the URL, which no longer has them', () => {
    const environment = { TOKEN: 'a-token-for-tests' };
    const bearer = httpTarget(
      '{ urls: [{ url: "https://a.example.com/", auth: { bearer: "${TOKEN}" } }] }',
      environment,
    );
    expect(bearer.headers).toEqual([['authorization', 'Bearer a-token-for-tests']]);
    const inUrl = httpTarget('{ urls: "https://user:p%40ss@a.example.com/x" }');
    expect(inUrl.url).toBe('https://a.example.com/x');
    expect(inUrl.name).toBe('https://a.example.com/x');
    expect(inUrl.headers).toEqual([
      ['authorization', `Basic ${Buffer.from('user:p@ss').toString('base64')}`],
    ]);
    const overAll = httpTarget(
      '{ auth: { bearer: "${TOKEN}" }, urls: [{ url: "https://user:p%40ss@a.example.com/x" }] }',
      environment,
    );
    expect(overAll.headers).toEqual(inUrl.headers);
  });

  it('take no proxy from the environment unless they ask for it', () => {
    const environment = {
      HTTPS_PROXY: 'http://proxy.example.com:3128',
      no_proxy: 'internal.example.com,.example.net',
    };
    const of = (source: string) => httpTarget(source, environment).network.proxy;
    expect(of('{ urls: https://www.example.com/ }')).toBeUndefined();
    expect(of('{ urls: https://www.example.com/, proxy: environment }')).toEqual({
      host: 'proxy.example.com',
      port: 3128,
      isTls: false,
      authorization: undefined,
    });
    expect(of('{ urls: https://a.internal.example.com/, proxy: environment }')).toBeUndefined();
    expect(of('{ urls: https://www.example.net/, proxy: environment }')).toBeUndefined();
    expect(of('{ urls: http://www.example.com/, proxy: environment }')).toBeUndefined();
    expect(
      of('{ urls: [{ url: https://www.example.com/, proxy: none }], proxy: http://p.example.com:1 }'),
    ).toBeUndefined();
  });

  it.each([
    ['https://www.example.com/', {}, 'HTTPS_PROXY'],
    ['[tcp://www.example.com:25, https://www.example.com/]', {}, 'HTTPS_PROXY'],
    ['http://www.example.com/', {}, undefined],
    ['http://www.example.com/', { all_proxy: 'p:1' }, 'all_proxy'],
    ['https://www.example.com/', { NO_PROXY: 'example.com' }, undefined],
    ['tcp://www.example.com:25', {}, undefined],
    ['https://www.example.com/, proxy: none', {}, undefined],
    ['https://www.example.com/, proxy: environment', {}, undefined],
    ['[{ url: https://www.example.com/, proxy: "http://p.example.com:1" }]', {}, undefined],
  ])('WM-16: %s with %j beside HTTPS_PROXY says that %s is not used', (urls, more, unused) => {
    const environment = { HTTPS_PROXY: 'http://proxy.example.com:3128', ...more };
    expect(unusedOf(`{ urls: ${urls} }`, environment)).toBe(unused);
  });

  it('say nothing to a canary of others but by which way it is reached', () => {
    const said = `{ urls: https://www.example.com/, canary: https://www.example.org/, timeout: 3s, family: 4,
      resolver: 192.0.2.53, proxy: "http://proxy.example.com:3128", user_agent: Watcher,
      auth: { bearer: a-token-for-tests }, headers: { x-key: secret }, method: POST, body: secret,
      connect_to: "192.0.2.1:8443", redirects: 0, expect: { body: ours } }`;
    const { plans, text } = diagnose(configOf(said), OF);
    const settings = plans[0]?.pipelines[0]?.sources[0]?.settings as ExpandedUrls | undefined;
    expect(text).toBe('');
    expect(settings?.canaries).toMatchObject([
      {
        url: 'https://www.example.org/',
        method: 'GET',
        headers: [['user-agent', 'Watcher']],
        body: undefined,
        timeout: 3000,
        network: { family: 4, resolver: ['192.0.2.53'], connectTo: undefined, proxy: { port: 3128 } },
        expect: { body: undefined },
      },
    ]);
  });

  it('are exchanged while they are checked, where what a canary is asked with stays the same', () => {
    const signatureOf = (source: string): string | undefined => {
      const [plan] = diagnose(configOf(source), OF).plans;
      return plan?.signatures.get('sites');
    };
    const one = '{ urls: https://a.example.com/, timeout: 3s, canary: https://www.example.org/ }';
    const other = one.replace('a.example', 'b.example');
    expect(signatureOf(other)).toBe(signatureOf(one));
    expect(signatureOf(one.replace('3s', '4s'))).not.toBe(signatureOf(one));
    const without = '{ urls: https://a.example.com/, timeout: 3s }';
    expect(signatureOf(without.replace('3s', '4s'))).toBe(signatureOf(without));
  });

  it('may be of tcp and of dns', () => {
    const [tcp, dns] = targetsOf(
      '{ urls: [{ url: "tcp://mail.example.com:25", starttls: smtp, expect: { banner: "^220 " } }, { url: dns://example.com, record: MX }] }',
    );
    expect(tcp).toMatchObject({ kind: 'tcp', host: 'mail.example.com', port: 25, startTls: 'smtp' });
    expect(dns).toMatchObject({ kind: 'dns', host: 'example.com', record: 'MX', answer: undefined });
  });

  it('WM-20: accept schemes however they are written', () => {
    const names = targetsOf('{ urls: ["HTTP://EXAMPLE.com", "HtTpS://example.com"] }').map(({ url }) => url);
    expect(names).toEqual(['HTTP://EXAMPLE.com', 'HtTpS://example.com']);
  });
});

describe('what is no target', () => {
  it.each([
    [
      'example.com:8080/health',
      '"example.com:8080/health" looks like host:port',
      'write http://example.com:8080/health',
    ],
    ['localhost:3000', '"localhost:3000" looks like host:port', 'write http://localhost:3000'],
    ['example.com:8443', 'looks like host:port', 'write https://example.com:8443'],
    ['example.com', 'has no scheme', 'write https://example.com'],
    ['htp://x', '"htp://" is nothing that can be checked', 'did you mean http://x?'],
    ['//x', '"//x" has no scheme', 'write https://x'],
    ['https:example.com', 'is no address', 'write https://example.com'],
    ['http://', 'is no address', ''],
    ['https://ex ample.com/', 'has a blank in it', ''],
    ['https://example.com:99999/', 'its host or port cannot be one', ''],
    ['tcp://example.com', 'has no port', 'write tcp://example.com:25'],
    ['192.0.2.1', 'has no scheme', 'write https://192.0.2.1'],
    ['[::1]:8080/x', 'looks like host:port', 'write http://[::1]:8080/x'],
    ['http://example.com:0/', 'ports are 1 to 65535', ''],
    ['ftp://example.com/', '"ftp://" is nothing that can be checked', ''],
  ])('WM-20: %s is refused', (url, message, advice) => {
    const said = saidOf(`{ urls: ["${url}"] }`);
    expect(said).toContain(message);
    expect(said).toContain(`^ ${advice}`.trimEnd());
    expect(said).toMatch(/^tidemark\.yaml:5:\d+: error/);
  });

  it.each([
    ['method: HEAD, expect: { body: ok }', 'An answer to HEAD has no body'],
    ['every: 1s', '5s to 1d'],
    ['every: 2d', '5s to 1d'],
    ['expect: { status: 99 }', 'is no status'],
    ['expect: { body: "(" }', 'This is no pattern'],
    ['expect: { body: "(?=x)" }', 'no looking ahead'],
    ['expect: { json: "queued >" }', 'queued >'],
    ['expect: { total: 20s }', 'timeout before it is slow'],
    ['expect: { banner: x }', 'banner is for tcp://'],
    ['record: MX', 'record is for dns://'],
    ['headers: { "X Y": 1 }', 'no name of a header'],
    ['headers: { Content-Length: 1 }', 'set by the check itself'],
    ['proxy: socks5://p:1080', 'no proxy that is spoken to with HTTP'],
    ['resolver: ns.example.com', 'no address of a name server'],
    ['allow: 169.254.0.0/99', 'is no network'],
    ['connect_to: example.com', 'no host with a port'],
    ['ca: /nowhere/ca.pem', 'cannot be read'],
    ['maintenance: { from: "25:00", to: "03:00" }', '25:00'],
    ['interval: 30s', 'it is called "every" here'],
  ])('{ url, %s } is refused at its place', (setting, message) => {
    const said = saidOf(`{ urls: [{ url: "https://www.example.com/", ${setting} }] }`);
    expect(said).toContain(message);
    expect(said).toMatch(/^tidemark\.yaml:5:\d+: error/);
    expect(said.match(/: error/g)).toHaveLength(1);
  });

  it('is said once where it is said of all', () => {
    const said = saidOf(
      '{ expect: { body: "(" }, urls: [https://a.example.com/, { url: https://b.example.com/, name: b }] }',
    );
    expect(said.match(/: error/g)).toHaveLength(1);
    const ofCanary = saidOf(
      '{ proxy: none:1, urls: https://a.example.com/, canary: https://b.example.com/ }',
    );
    expect(ofCanary.match(/: error/g)).toHaveLength(1);
  });

  it('is refused where two are the same, unless they have names', () => {
    const said = saidOf('{ urls: [https://a.example.com/, https://a.example.com/] }');
    expect(said).toContain('https://a.example.com/ is there already (urls, number 1)');
    expect(
      targetsOf('{ urls: [https://a.example.com/, { url: https://a.example.com/, name: again }] }'),
    ).toHaveLength(2);
  });

  it('is nothing at all where there is nothing', () => {
    expect(saidOf('{ every: 30s }')).toContain('There is nothing to check');
  });
});

describe('files of targets', () => {
  it('are lists of lines, with comments, or JSON, or YAML', async () => {
    const text = await inFile(
      'sites.txt',
      '# all of them\r\n\r\nhttps://a.example.com/#top   # the first\r\n  https://b.example.com/\r\n',
    );
    const json = await inFile(
      'sites.json',
      '["https://c.example.com/", { "url": "https://d.example.com/", "every": "10s" }]',
    );
    const yaml = await inFile(
      'sites.yaml',
      'urls:\n  - https://e.example.com/\n  - { url: "https://f.example.com/${X}" }\n',
    );
    const targets = targetsOf(`{ from: [${text}, ${json}, ${yaml}], urls: https://g.example.com/ }`, {
      X: 'x',
    });
    expect(targets.map(({ url }) => url)).toEqual([
      'https://g.example.com/',
      'https://a.example.com/#top',
      'https://b.example.com/',
      'https://c.example.com/',
      'https://d.example.com/',
      'https://e.example.com/',
      'https://f.example.com/x',
    ]);
    expect(targets[4]?.every).toBe(10_000);
  });

  it.each([
    ['sites.txt', 'https://a.example.com/\n# no\n  localhost:3000\n', '3:3', 'looks like host:port'],
    [
      'sites.json',
      '[\n  "https://a.example.com/",\n  { "url": "localhost:3000" }\n]\n',
      '3:12',
      'looks like host:port',
    ],
    ['sites.json', '[\n  "https://a.example.com/"\n  "https://b.example.com/"\n]\n', '3:', 'error'],
    [
      'sites.yaml',
      '- https://a.example.com/\n- url: https://b.example.com/\n  evry: 10s\n',
      '3:3',
      'did you mean "every"?',
    ],
    ['sites.yaml', '- https://a.example.com/\n- https://a.example.com/\n', '2:3', 'is there already'],
    ['sites.yaml', 'sites: [https://a.example.com/]\n', '1:1', 'holds a list of them'],
    ['sites.txt', '# nothing\n', '1:1', 'There is no target in'],
  ])('%s that is wrong is blamed at its line', async (name, text, place, message) => {
    const file = await inFile(name, text);
    const said = saidOf(`{ from: ${file} }`);
    expect(said).toContain(`${file}:${place}`);
    expect(said).toContain(message);
    // The line itself is shown, and not that of the config.
    if (message.includes('host:port')) expect(said).toMatch(/\| .*localhost:3000.*\n.*\^/);
  });

  it('that have a target that is in another one are refused, also where both are the same', async () => {
    const one = await inFile('one.txt', 'https://a.example.com/\n');
    const two = await inFile('two.json', '["https://b.example.com/", "https://a.example.com/"]\n');
    for (const files of [`${one}, ${two}`, `${two}, ${one}`, `${one}, ${one}`, `${two}, ${two}`])
      expect(saidOf(`{ from: [${files}] }`)).toMatch(
        /: error: https:\/\/a\.example\.com\/ is there already \(.*, number [12]\)/,
      );
  });

  it('that are not there are blamed where they are named', () => {
    expect(saidOf('{ from: /nowhere/sites.txt }')).toMatch(
      /^tidemark\.yaml:5:21: error: The file \/nowhere\/sites.txt cannot be read: there is no such file/,
    );
  });

  it('hold a hundred thousand targets', async () => {
    const file = await inFile(
      'many.txt',
      Array.from({ length: 100_000 }, (_, i) => `https://site-${i}.example.com/\n`).join(''),
    );
    expect(targetsOf(`{ from: ${file} }`)).toHaveLength(100_000);
  });

  it('say a hundred faults, and that there are more', async () => {
    const file = await inFile('bad.txt', 'localhost:1\n'.repeat(5000));
    const said = saidOf(`{ from: ${file} }`);
    expect(said.match(/looks like host:port/g)?.length).toBeLessThanOrEqual(100);
    expect(said).toContain('There are more faults in this list');
  });
});

describe('targets that are alike', () => {
  // Few, so that several of a list say the same.
  const others = fc.constantFrom(
    {},
    {},
    { every: '5s', expect: { status: 200 } },
    { headers: { 'X-Key': 'a' }, maintenance: { from: '02:55', to: '03:35', zone: 'Europe/Berlin' } },
    { proxy: 'environment' },
    { every: '1s' },
    { expect: { answer: 'a' } },
    { timeout: null },
  );
  const https = ['https://a.example/', 'https://b.example/', 'http://c.example/'];
  const own = fc.record(
    {
      url: fc.constantFrom(...https, 'http://u:p@b.example/', 'tcp://c.example:25', 'dns://d.example'),
      tags: fc.constantFrom({}, { team: 'web' }, { team: 'ops', env: 'prod' }, 'web'),
      group: fc.constantFrom('eu', 'us'),
    },
    { requiredKeys: ['url'] },
  );
  const settings = fc.tuple(own, others).map(([mine, theirs]) => ({ ...mine, ...theirs }));
  const shared =
    '{ every: 30s, group: all, tags: { team: all, zone: a }, headers: { X-All: "1" }, from: "FILE" }';

  it('are what each of them is by itself, or none is', async () => {
    const file = await inFile('targets.json', '[]');
    const read = (list: readonly unknown[]): readonly unknown[] => {
      writeFileSync(file, JSON.stringify(list));
      const environment = { https_proxy: 'http://other.example:3128' };
      try {
        return targetsOf(shared.replace('FILE', file), environment);
      } catch (error) {
        return [String(error).replaceAll(/\d+/g, '')];
      }
    };
    fc.assert(
      fc.property(fc.array(settings, { minLength: 2, maxLength: 8 }), (list) => {
        const others = list.map((one, i) => ({ ...one, name: `n${i}` }));
        const alone = others.map((one) => read([one]));
        const sound = others.filter((_, i) => typeof alone[i]?.[0] === 'object');
        if (sound.length > 0)
          expect(read(sound)).toEqual(alone.flat().filter((one) => typeof one === 'object'));
        const [wrong] = alone.find(([one]) => typeof one === 'string') ?? [];
        if (wrong !== undefined) expect(typeof read(others)[0]).toBe('string');
      }),
      { numRuns: 50, seed: 14 },
    );
  });
});
