import net from 'node:net';
import { listen, transportSecurity } from '#gateway/listen';
import type { GatewaySettings } from '#gateway/settings';
import type { Entrance } from '#platform/service/role';

/** Ports below this one are root's. */
const FIRST_FREE_PORT = 1024;

/**
 * Reads the key, which only root may be able to read, and opens the address where its port is one of root's. Nothing is taken
 * from it: who connects waits until the gateway is there. Throws StartError in one sentence.
 */
export async function openEntrance(settings: GatewaySettings): Promise<Entrance> {
  const tls = transportSecurity(settings);
  const { GATEWAY_HOST: host, GATEWAY_PORT: port } = settings;
  if (port >= FIRST_FREE_PORT) return { tls };
  const listener = net.createServer();
  await listen(listener, host, port);
  listener.unref(); // a start that fails afterwards ends by itself
  return { tls, listener };
}
