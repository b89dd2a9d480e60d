import { CommandError, defineCommand } from '#platform/command';
import { registerBackend } from '../../domain/backends/backends.ts';
import type { Compute } from '../../domain/compute.ts';
import { fingerprintOf } from '../../ganeti/pinned-transport.ts';
import { booleanOf, PASSWORD_FILE_OPTION, passwordOf, plainly, textOf } from '../options.ts';

export const backendAdd = defineCommand<Compute>({
  name: 'backend-add',
  role: 'compute',
  summary: 'Add a Ganeti cluster; its password is asked for, or read from standard input',
  options: [
    { flags: '--clustername <name>', help: 'name of the cluster, as it calls itself' },
    { flags: '--port <port>', help: 'port of the remote API', fallback: '5080' },
    {
      flags: '--address <url>',
      help: 'where it is reached, when not at https://clustername:port; also unix:/path',
    },
    { flags: '--user <name>', help: 'account that may write' },
    PASSWORD_FILE_OPTION,
    { flags: '--fingerprint <sha256>', help: 'certificate to trust, as AA:BB:…, instead of asking' },
    { flags: '--hypervisor <name>', help: 'kvm, xen-pvm or xen-hvm', fallback: 'kvm' },
    { flags: '--public <bool>', help: 'whether all projects may use it', fallback: 'True' },
    { flags: '--no-check', help: 'add it without asking it anything' },
  ],
  async handle({ service, options, out, ask }) {
    const clustername = required(options, 'clustername');
    const username = required(options, 'user');
    const address =
      textOf(options, 'address') ?? `https://${clustername}:${textOf(options, 'port') ?? '5080'}`;
    const fingerprint =
      textOf(options, 'fingerprint') ?? (await trusted(address, options['check'] !== false, ask.confirm));
    const password = await passwordOf(options, ask, `Password of ${username} at ${clustername}:`);
    const hypervisor = textOf(options, 'hypervisor') ?? 'kvm';
    const wanted = {
      clustername,
      address,
      username,
      password,
      hypervisor,
      public: booleanOf(options, 'public') ?? true,
    };
    const check = options['check'] !== false;
    const backend = await plainly(() =>
      registerBackend(service, fingerprint === undefined ? wanted : { ...wanted, fingerprint }, check),
    );
    out.note(
      `Added back end ${backend.id}, closed to new servers: open it with 'backend-modify ${backend.id} --drained False'.`,
    );
    out.table(
      ['mfree', 'mtotal', 'dfree', 'dtotal', 'pinst_cnt', 'ctotal'],
      [[backend.mfree, backend.mtotal, backend.dfree, backend.dtotal, backend.pinstCnt, backend.ctotal]],
    );
  },
});

function required(options: Record<string, unknown>, name: string): string {
  const value = options[name];
  if (typeof value !== 'string' || value === '') throw new CommandError(`--${name} must be given.`);
  return value;
}

/** Shows the certificate's fingerprint before anything is sent, and pins it when the operator knows it. */
async function trusted(
  address: string,
  check: boolean,
  confirm: (question: string) => Promise<boolean>,
): Promise<string | undefined> {
  if (!address.startsWith('https:') || !check) return undefined;
  const found = await fingerprintOf(address).catch((cause: unknown) => {
    throw new CommandError(`${address} does not answer.`, { cause });
  });
  const known = await confirm(
    `The certificate of ${address} has the SHA-256 fingerprint\n${found}\nIs that the right one?`,
  );
  if (!known) throw new CommandError('The certificate is not trusted: nothing was sent.');
  return found;
}
