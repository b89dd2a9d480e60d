import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { processEnvironment } from '#platform/settings';
import { treeOf } from './memory.ts';
import type { ObjectStore } from './object-load.ts';

const PROGRAMS = ['swift-proxy-server', 'swift-object-server', 'swift-ring-builder', 'memcached'];
const PACKAGES = 'swift-proxy swift-account swift-container swift-object memcached';
const START_MS = 30_000;
/** Processes of each of its servers, besides the first: one a core of a small machine. */
const WORKERS = 2;

/**
 * OpenStack Swift as the distribution packages it, on one device, one copy of everything, with its own durable settings:
 * proxy, account, container and object server and the cache they want. Undefined when it is not installed.
 */
export async function startSwift(directory: string): Promise<ObjectStore | undefined> {
  const folders = ['/usr/bin', '/usr/sbin', '/usr/local/bin'];
  const missing = PROGRAMS.filter((name) => !folders.some((folder) => existsSync(join(folder, name))));
  if (missing.length > 0) {
    console.error(`no ${missing.join(', ')} here: apt-get install --no-install-recommends ${PACKAGES}`);
    return undefined;
  }
  const [proxy, object, container, account, cache] = await freePorts(5);
  for (const name of ['devices/d1', 'cache']) mkdirSync(join(directory, name), { recursive: true });
  const services = { object, container, account };
  for (const [type, port] of Object.entries(services)) {
    makeRing(directory, type, port ?? 0);
    writeFileSync(join(directory, `${type}.conf`), storageServer(directory, type, port ?? 0));
  }
  writeFileSync(join(directory, 'proxy.conf'), proxyServer(directory, proxy ?? 0, cache ?? 0));
  chmodSync(directory, 0o700);
  const servers = ['account', 'container', 'object', 'proxy'].map(
    (type) => `swift-${type}-server ${join(directory, `${type}.conf`)} > ${join(directory, type)}.log 2>&1 &`,
  );
  const user = process.getuid?.() === 0 ? '-u root' : '';
  const script = `memcached ${user} -l 127.0.0.1 -p ${cache} -m 64 & ${servers.join(' ')} wait`;
  const child = spawn('sh', ['-c', script], {
    env: processEnvironment(),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${proxy}`;
  const login = await logIn(url).catch(async (error: unknown) => {
    await stop(child);
    throw error;
  });
  return {
    name: 'Swift',
    url,
    pid: child.pid ?? 0,
    token: login.token,
    root: new URL(login.storage).pathname,
    stop: () => stop(child),
  };
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  // Its servers make sessions of their own, so that no signal to a group reaches them.
  for (const pid of treeOf(child.pid ?? 0)) process.kill(pid, 'SIGKILL');
  await ended;
}

function makeRing(directory: string, type: string, port: number): void {
  const ring = join(directory, `${type}.builder`);
  const run = (...args: string[]): void =>
    void execFileSync('swift-ring-builder', [ring, ...args], { stdio: 'ignore' });
  run('create', '6', '1', '0');
  run('add', `r1z1-127.0.0.1:${port}/d1`, '1');
  run('rebalance');
}

function storageServer(directory: string, type: string, port: number): string {
  return `[DEFAULT]
bind_ip = 127.0.0.1
bind_port = ${port}
workers = ${WORKERS}
user = ${userName()}
swift_dir = ${directory}
devices = ${join(directory, 'devices')}
recon_cache_path = ${join(directory, 'cache')}
mount_check = false
log_level = ERROR
[pipeline:main]
pipeline = ${type}-server
[app:${type}-server]
use = egg:swift#${type}
`;
}

function proxyServer(directory: string, port: number, cache: number): string {
  return `[DEFAULT]
bind_ip = 127.0.0.1
bind_port = ${port}
workers = ${WORKERS}
user = ${userName()}
swift_dir = ${directory}
log_level = ERROR
[pipeline:main]
pipeline = catch_errors gatekeeper healthcheck cache listing_formats tempauth copy proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
[filter:tempauth]
use = egg:swift#tempauth
user_bench_bench = bench .admin
[filter:healthcheck]
use = egg:swift#healthcheck
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:${cache}
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:gatekeeper]
use = egg:swift#gatekeeper
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:copy]
use = egg:swift#copy
`;
}

function userName(): string {
  return execFileSync('id', ['-un'], { encoding: 'utf8' }).trim();
}

async function logIn(url: string): Promise<{ token: string; storage: string }> {
  const headers = { 'x-storage-user': 'bench:bench', 'x-storage-pass': 'bench' };
  const end = performance.now() + START_MS;
  for (;;) {
    const reply = await fetch(`${url}/auth/v1.0`, { headers }).catch(() => undefined);
    const token = reply?.headers.get('x-auth-token');
    const storage = reply?.headers.get('x-storage-url');
    if (typeof token === 'string' && typeof storage === 'string') return { token, storage };
    if (performance.now() > end) throw new Error(`Swift did not start: ${reply?.status ?? 'no answer'}`);
    await sleep(200);
  }
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(async (server) => {
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      return (server.address() as { port: number }).port;
    }),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
