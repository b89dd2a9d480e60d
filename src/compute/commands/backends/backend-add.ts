import { CommandError, usageError } from '#platform/commands/command-error';
import { bool, flag, hidden, secret, text, withDefault } from '#platform/commands/options';
import type { Questions } from '#platform/commands/questions';
import { registerBackend } from '../../domain/backends/backends.ts';
import { fingerprintOf } from '../../ganeti/pinned-agent.ts';
import { defineCommand } from '../command.ts';
import { passwordFile, passwordOf } from '../options.ts';
import { FIGURE_TITLES, figuresRow } from './figures-table.ts';

export const backendAdd = defineCommand({
  name: 'backend-add',
  summary: 'Add a Ganeti cluster; its password is asked for, or read from standard input',
  options: {
    clustername: text('--clustername <name>', 'name of the cluster, as it calls itself'),
    port: withDefault(text('--port <port>', 'port of the remote API'), '5080'),
    address: text(
      '--address <url>',
      'where it is reached, when not at https://clustername:port; also unix:/path',
    ),
    user: text('--user <name>', 'account that may write'),
    password: secret('--pass [password]', 'its password; without it, it is asked for'),
    passwordFile,
    fingerprint: text('--fingerprint <sha256>', 'certificate to trust, as AA:BB:…, instead of asking'),
    hypervisor: withDefault(text('--hypervisor <name>', 'kvm, xen-pvm or xen-hvm'), 'kvm'),
    public: withDefault(bool('--public <bool>', 'whether all projects may use it'), true),
    noCheck: flag('--no-check', 'add it without asking it anything'),
    noInit: hidden(flag('--no-init', 'the same')),
  },
  asks: [],
  async run({ service, options, out, ask }) {
    const clustername = required(options, 'clustername');
    const username = required(options, 'user');
    const address = options.address ?? `https://${clustername}:${options.port}`;
    const check = !options.noCheck && !options.noInit;
    const fingerprint = options.fingerprint ?? (check ? await trusted(address, ask) : undefined);
    const password = await passwordOf(
      { ask, out },
      { file: options.passwordFile, given: options.password },
      `Password of ${username} at ${clustername}:`,
    );
    const wanted = {
      clustername,
      address,
      username,
      password,
      hypervisor: options.hypervisor,
      public: options.public,
      ...(fingerprint === undefined ? {} : { fingerprint }),
    };
    const backend = await registerBackend(service, wanted, check);
    out.note(
      `Added back end ${backend.id}, closed to new servers: open it with 'backend-modify ${backend.id} --drained False'.`,
    );
    out.table(FIGURE_TITLES, [figuresRow(backend)]);
  },
});

function required(
  options: { clustername: string | undefined; user: string | undefined },
  name: 'clustername' | 'user',
): string {
  const value = options[name];
  if (value === undefined || value === '') throw usageError(`--${name} must be given.`);
  return value;
}

/** Shows the certificate's fingerprint before anything is sent, and pins it when the operator knows it. */
async function trusted(address: string, ask: Questions): Promise<string | undefined> {
  if (!address.startsWith('https:')) return undefined;
  const found = await fingerprintOf(address).catch((cause: unknown) => {
    throw new CommandError(`${address} does not answer.`, { cause });
  });
  const known = await ask.confirm(
    `The certificate of ${address} has the SHA-256 fingerprint\n${found}\nIs that the right one?`,
  );
  if (!known) throw new CommandError('The certificate is not trusted: nothing was sent.');
  return found;
}
