import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SOCKET = '.s.PGSQL.5432';

/** A relay before a database that breaks connections at the worst moment. */
export interface PostgresProxy {
  /** The database's address by way of the proxy. */
  url: string;
  /** The next COMMIT reaches the server and takes effect; its answer does not reach the client. */
  loseNextCommitAnswer(): void;
  /** The next COMMIT does not reach the server any more. */
  loseNextCommit(): void;
  /** How many commits were lost in either way. */
  lost(): number;
  stop(): Promise<void>;
}

/** Starts the relay for a database that is reached by a Unix socket, which `?host=` of the address names. */
export async function startPostgresProxy(databaseUrl: string): Promise<PostgresProxy> {
  const target = new URL(databaseUrl);
  const serverSocket = join(target.searchParams.get('host') ?? '', SOCKET);
  const directory = mkdtempSync(join(tmpdir(), 'synnefo-proxy-'));
  const open = new Set<Socket>();
  let plan: 'answer' | 'request' | undefined;
  let lost = 0;
  const server = createServer((client) => {
    const upstream = connect(serverSocket);
    let swallow = false;
    const cut = (): void => {
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
      if (plan !== undefined && isCommit(bytes)) {
        lost += 1;
        if (plan === 'request') cut();
        else swallow = true;
        plan = undefined;
      }
      if (!upstream.destroyed) upstream.write(bytes);
    });
    upstream.on('data', (bytes: Buffer) => {
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
