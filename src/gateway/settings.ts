import { z } from 'zod';
import { roleAddresses } from '#platform/service/role-address';
import { brandingSettings } from '#platform/service/branding-settings';
import { setting, type SettingsOf } from '#platform/settings';
import { isNetwork } from './networks.ts';

const networks = z
  .array(
    z
      .string()
      .max(100)
      .refine(isNetwork, {
        error: ({ input }) =>
          `'${String(input)}' is not an address or a network: write 192.0.2.7, 10.0.0.0/8 or fd00::/8`,
      }),
  )
  .max(1000);
const origins = z.array(z.url().max(300)).max(100);

export const gatewaySettings = {
  GATEWAY_HOST: setting(z.string().min(1).max(255), '127.0.0.1', 'Address the gateway listens on.'),
  GATEWAY_PORT: setting(z.int().min(0).max(65535), 8080, 'Port the gateway listens on; 0 takes a free one.'),
  TLS_CERTIFICATE_FILE: setting(
    z.string().max(4096),
    '',
    'PEM file with the certificate and its chain; with it the gateway speaks HTTPS.',
  ),
  TLS_KEY_FILE: setting(z.string().max(4096), '', 'PEM file with the private key of the certificate.'),
  INSECURE_HTTP: setting(
    z.boolean(),
    false,
    'Allows plain HTTP on an address that other machines can reach: tokens and passwords then travel readable.',
  ),
  TRUSTED_PROXIES: setting(
    networks,
    [],
    'Addresses or networks (10.0.0.0/8) of front proxies whose X-Forwarded-For and X-Forwarded-Proto are believed.',
  ),
  ALLOWED_HOSTS: setting(
    z.array(z.string().min(1).max(255)).max(100),
    [],
    'Host names, besides that of the base address, under which the cloud answers; any other gets 421.',
  ),
  CORS_ALLOWED_ORIGINS: setting(
    origins,
    [],
    'Origins of web pages elsewhere that may call the API with a token; cookies never work from there.',
  ),
  ROLE_ADDRESSES: setting(
    roleAddresses(),
    {},
    'Where roles run: unix:/path or http(s)://host:port. A process with a role that is named here by http or https listens there, for the others. Unnamed ones have a socket in the run directory.',
  ),
  GATEWAY_SOCKETS_PER_ADDRESS: setting(
    z.int().min(1),
    256,
    'Connections that one client address may hold open.',
  ),
  GATEWAY_REQUESTS_PER_CREDENTIAL: setting(
    z.int().min(1),
    64,
    'Requests that one credential may have in work; further ones wait their turn.',
  ),
  GATEWAY_SLOTS_WAIT_SECONDS: setting(
    z.int().min(1),
    30,
    'How long a request waits for its turn before it gets 429.',
  ),
  GATEWAY_MIN_BYTES_PER_SECOND: setting(
    z.int().min(0),
    8192,
    'A client that is slower than this over a whole window while we wait for it is cut off.',
  ),
  GATEWAY_RATE_WINDOW_SECONDS: setting(
    z.int().min(1),
    60,
    'Length of the window in which the slowest rate is measured.',
  ),
  GATEWAY_HEADER_SECONDS: setting(z.int().min(1), 10, 'Time a client has to send the header of a request.'),
  GATEWAY_IDLE_SECONDS: setting(z.int().min(1), 60, 'Time a connection may stay open between requests.'),
  GATEWAY_DRAIN_SECONDS: setting(
    z.int().min(0),
    5,
    'Time that requests in work have to finish when the gateway stops.',
  ),
  CONSOLE_DIRECTORY: setting(
    z.string().max(4096),
    '',
    'Folder of the built web console; the one in this package when empty.',
  ),
  STATIC_DIRECTORY: setting(
    z.string().max(4096),
    '',
    'Folder with files of the operator, such as images of the cloud, that everybody can have below `/static/`.',
  ),
  ...brandingSettings,
};

export type GatewaySettings = SettingsOf<typeof gatewaySettings>;
