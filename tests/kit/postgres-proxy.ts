import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SOCKET = '.s.PGSQL.5432';

/** A relay before a database that breaks connections at the worst moment, or lets them hang. */
export interface PostgresProxy {
  /** The database's address by way of the proxy. */
  url: string;
  /** The next COMMIT reaches the server and takes effect; its answer does not reach the client. */
  loseNextCommitAnswer(): void;
  /** The next COMMIT does not reach the server any more. */
  loseNextCommit(): void;
  /** How many commits were lost in either way. */
  lost(): number;
  /**
   * Nothing is handed on any more, in either direction, and the server never learns what becomes of the connections: as
   * behind a router that died. New ones are taken and get no answer.
   */
  goSilent(): void;
  /** New connections work again; those that were there in the silence stay silent. */
  speak(): void;
  /** Breaks every connection at once. */
  cutNow(): void;
  stop(): Promise<void>;
}

/** Starts the relay for a database that is reached by a Unix socket, which `?host=` of the address names. */
export async function startPostgresProxy(databaseUrl: string): Promise<PostgresProxy> {
  const target = new URL(databaseUrl);
  const serverSocket = join(target.searchParams.get('host') ?? '', SOCKET);
  const directory = mkdtempSync(join(tmpdir(), 'synnefo-proxy-'));
  const open = new Set<Socket>();
  const silencers = new Set<() => void>();
  let plan: 'answer' | 'request' | undefined;
  let lost = 0;
  let isSilent = false;
  const server = createServer((client) => {
    const upstream = connect(serverSocket);
    let swallow = false;
    let wasSilent = isSilent;
    silencers.add(() => (wasSilent = true));
    const cut = (): void => {
      if (wasSilent) return void client.destroy();
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on('error', cut);
      socket.on('close', () => {
        open.delete(socket);
        cut();
      });
    }
    client.on('data', (bytes: Buffer) => {
      if (wasSilent) return;
      if (plan !== undefined && isCommit(bytes)) {
        lost += 1;
        if (plan === 'request') cut();
        else swallow = true;
        plan = undefined;
      }
      if (!upstream.destroyed) upstream.write(bytes);
    });
    upstream.on('data', (bytes: Buffer) => {
      if (wasSilent) return;
      // the server has answered, so it has committed
      if (swallow) cut();
      else client.write(bytes);
    });
  });
  await new Promise<void>((resolve) => server.listen(join(directory, SOCKET), resolve));
  target.searchParams.set('host', directory);
  return {
    url: target.href,
    loseNextCommitAnswer: () => (plan = 'answer'),
    loseNextCommit: () => (plan = 'request'),
    lost: () => lost,
    goSilent: () => {
      isSilent = true;
      for (const silence of silencers) silence();
    },
    speak: () => (isSilent = false),
    cutNow: () => {
      for (const socket of open) socket.destroy();
    },
    stop: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** A simple query (`Q`, length, text, NUL) that is nothing but `commit`. */
function isCommit(bytes: Buffer): boolean {
  return bytes[0] === 0x51 && /^commit;?\0$/i.test(bytes.toString('latin1', 5));
}
