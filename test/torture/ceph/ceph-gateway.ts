import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from '../../support/free-port.js';
import { hasProgram } from '../../support/has-program.js';
import { type CephPorts, settingsOf } from './settings-of.js';

const execute = promisify(execFile);

const PROGRAMS = ['ceph-mon', 'ceph-osd', 'radosgw', 'radosgw-admin', 'ceph', 'monmaptool'];

/** What it takes, all of it from Debian: `apt-get install --no-install-recommends ceph-mon ceph-osd radosgw`. */
export const hasCeph = (): boolean => PROGRAMS.every(hasProgram) && process.getuid?.() === 0;

export const ACCESS = 'TESTKEY';
export const SECRET = 'testsecret';
export const KEYS = [`--access-key=${ACCESS}`, `--secret-key=${SECRET}`] as const;

export interface CephGatewayOptions {
  /** Where objects are: in memory, or on the disk, so that a storage daemon that stands still loses nothing. */
  readonly keeps?: 'memory' | 'disk';
}

/** A cluster of one node with everything in memory, or on the disk, and its S3 on loopback. */
export class CephGateway {
  readonly endpoint: string;
  readonly #directory: string;
  readonly #running: ChildProcess[] = [];

  private constructor(directory: string, port: number) {
    this.#directory = directory;
    this.endpoint = `http://127.0.0.1:${port}`;
  }

  static async start({ keeps = 'memory' }: CephGatewayOptions = {}): Promise<CephGateway> {
    const directory = await mkdtemp(join(tmpdir(), 'tidemark-ceph-'));
    const ports = { v2: await freePort(), v1: await freePort(), gateway: await freePort() };
    const made = new CephGateway(directory, ports.gateway);
    try {
      await made.#up(ports, keeps);
      return made;
    } catch (error) {
      await made.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    this.signalStorage('SIGCONT');
    // The gateway first: it waits for the others.
    for (const child of this.#running.reverse()) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      if (child.exitCode === null && child.signalCode === null) {
        child.kill();
        const late = setTimeout(() => child.kill('SIGKILL'), 20_000);
        await ended;
        clearTimeout(late);
      }
    }
    rmSync(this.#directory, { recursive: true, force: true });
  }

  async #up(ports: CephPorts, keeps: 'memory' | 'disk'): Promise<void> {
    const directory = this.#directory;
    const fsid = randomUUID();
    writeFileSync(join(directory, 'ceph.conf'), settingsOf(directory, fsid, ports, keeps));
    for (const name of ['mon', 'osd']) mkdirSync(join(directory, name));
    const map = join(directory, 'monmap');
    const addresses = `[v2:127.0.0.1:${ports.v2},v1:127.0.0.1:${ports.v1}]`;
    await this.#do('monmaptool', '--create', '--clobber', '--fsid', fsid, '--addv', 'a', addresses, map);
    await this.#do('ceph-mon', '--mkfs', '-i', 'a', '--monmap', map);
    this.#run('ceph-mon', '-f', '-i', 'a');
    await this.#until('the monitor', () => this.#do('ceph', '--connect-timeout', '5', '-s'));
    const osd = randomUUID();
    await this.#do('ceph', 'osd', 'new', osd);
    await this.#do('ceph-osd', '--mkfs', '-i', '0', '--osd-uuid', osd);
    this.#run('ceph-osd', '-f', '-i', '0');
    await this.administer('user', 'create', '--display-name=test', ...KEYS);
    await this.#upGateway();
  }

  /** Has the storage daemon stand still, or go on: what is asked of it meanwhile waits. */
  signalStorage(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#running.find(({ spawnfile }) => spawnfile === 'ceph-osd')?.kill(signal);
  }

  /** Kills the storage daemon, and has it come up again with what it has on the disk. */
  async restartStorage(): Promise<void> {
    const at = this.#running.findIndex(({ spawnfile }) => spawnfile === 'ceph-osd');
    const [storage] = this.#running.splice(at, 1);
    if (storage === undefined) return;
    const ended = new Promise((resolve) => storage.once('exit', resolve));
    storage.kill('SIGKILL');
    await ended;
    this.#run('ceph-osd', '-f', '-i', '0');
    // The gateway is ended first, and is the last.
    this.#running.splice(at, 0, ...this.#running.splice(-1));
  }

  /** Does something about the user, as `radosgw-admin` does it. */
  async administer(...args: readonly string[]): Promise<void> {
    await this.#do('radosgw-admin', ...args, '--uid=test');
  }

  /** Kills the gateway, whatever it is doing, and has another one come up in its place. */
  async killGateway(): Promise<void> {
    const gateway = this.#running.pop();
    if (gateway === undefined) return;
    const ended = new Promise((resolve) => gateway.once('exit', resolve));
    gateway.kill('SIGKILL');
    await ended;
    await this.#upGateway();
  }

  async #upGateway(): Promise<void> {
    this.#run('radosgw', '-f', '-n', 'client.rgw');
    await this.#until('the gateway', async () => await fetch(this.endpoint));
  }

  get #environment(): NodeJS.ProcessEnv {
    return { ...process.env, CEPH_CONF: join(this.#directory, 'ceph.conf') };
  }

  async #do(program: string, ...args: readonly string[]): Promise<void> {
    await execute(program, [...args], { env: this.#environment });
  }

  #run(program: string, ...args: readonly string[]): void {
    const out = openSync(join(this.#directory, `${program}.out`), 'a');
    this.#running.push(spawn(program, [...args], { env: this.#environment, stdio: ['ignore', out, out] }));
  }

  async #until(what: string, answers: () => Promise<unknown>): Promise<void> {
    for (;;) {
      const gone = this.#running.find(({ exitCode, signalCode }) => exitCode !== null || signalCode !== null);
      if (gone !== undefined)
        throw new Error(`${what}: ${gone.spawnfile} has ended: ${this.#last(gone.spawnfile)}`);
      try {
        await answers();
        return;
      } catch {
        await delay(50);
      }
    }
  }

  #last(program: string): string {
    const file = join(this.#directory, `${program}.out`);
    return existsSync(file) ? readFileSync(file, 'utf8').slice(-2000) : '';
  }
}
