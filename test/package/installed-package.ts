import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../support/tidemark.js';

const run = promisify(execFile);

/** The npm beside a Node: it judges `engines` by the Node that runs it. */
const NPM = resolve(dirname(process.execPath), '../lib/node_modules/npm/bin/npm-cli.js');

/** No network, or a registry that does not answer. */
const UNREACHABLE =
  /\b(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED|ERR_SOCKET_TIMEOUT|E50\d)\b/;

export class RegistryUnreachable extends Error {}

/** Runs npm under a Node; throws RegistryUnreachable where there is no network, and what npm says where it refuses. */
export const npm = async (node: string, args: readonly string[], cwd: string): Promise<string> => {
  // What npm was told about the run that these tests are part of is not meant for this one.
  const { TIDEMARK_CERTIFICATES: certificates, ...others } = process.env;
  const env = {
    ...Object.fromEntries(Object.entries(others).filter(([name]) => !/^npm_(?!config_)/i.test(name))),
    ...(certificates !== undefined && { NODE_EXTRA_CA_CERTS: certificates }),
  };
  try {
    const { stdout } = await run(node, [NPM, ...args, '--no-audit', '--no-fund'], {
      cwd,
      env,
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout;
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw UNREACHABLE.test(said) ? new RegistryUnreachable(said) : new Error(said, { cause: error });
  }
};

export interface Packed {
  readonly tarball: string;
  readonly files: readonly { readonly path: string; readonly size: number; readonly mode: number }[];
  /** Bytes of all its files, and of the tarball. */
  readonly unpackedSize: number;
  readonly size: number;
}

/** Packs the built package, as it would be published. */
export const pack = async (directory: string): Promise<Packed> => {
  const said = await npm(
    process.execPath,
    ['pack', '--json', '--ignore-scripts', '--pack-destination', directory],
    ROOT,
  );
  const [packed] = JSON.parse(said) as readonly (Omit<Packed, 'tarball'> & { readonly filename: string })[];
  if (packed === undefined) throw new Error('npm packed nothing.');
  return { ...packed, tarball: join(directory, packed.filename) };
};

/** Installs a tarball in an empty project, refusing whatever says that it is not for this Node. */
export const install = async (node: string, tarball: string, directory: string): Promise<void> => {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'package.json'), '{ "private": true }\n');
  await npm(node, ['install', '--engine-strict', '--ignore-scripts', tarball], directory);
};

/** Runs a program, with a Node first in its path; answers with what it printed. */
export const runWith = async (
  node: string,
  [program = node, ...args]: readonly string[],
  cwd: string,
  home = cwd,
): Promise<string> => {
  const env = {
    ...process.env,
    PATH: `${dirname(node)}:${process.env.PATH}`,
    HOME: home,
    XDG_CACHE_HOME: undefined,
  };
  const { stdout } = await run(program, args, { cwd, env });
  return stdout;
};

export const manifest: { readonly version: string; readonly dependencies: Readonly<Record<string, string>> } =
  JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
