import { CommandError, defineCommand } from '#platform/command';
import { type BackendChange, modifyBackend } from '../../domain/backends/backends.ts';
import type { Compute } from '../../domain/compute.ts';
import { booleanOf, idOf, PASSWORD_FILE_OPTION, passwordOf, plainly, textOf } from '../options.ts';

export const backendModify = defineCommand<Compute>({
  name: 'backend-modify',
  role: 'compute',
  summary: 'Change a back end; a new account is tried before it is kept',
  arguments: [{ name: '<backend>', help: 'number of the back end' }],
  options: [
    { flags: '--address <url>', help: 'where it is reached' },
    { flags: '--username <name>', help: 'account that may write' },
    { flags: '--password', help: 'ask for a new password, or read it from standard input' },
    PASSWORD_FILE_OPTION,
    { flags: '--fingerprint <sha256>', help: 'certificate to trust' },
    { flags: '--hypervisor <name>', help: 'kvm, xen-pvm or xen-hvm' },
    { flags: '--drained <bool>', help: 'closed to new servers' },
    { flags: '--offline <bool>', help: 'never contacted' },
    { flags: '--public <bool>', help: 'open to all projects' },
  ],
  async handle({ service, args, options, out, ask }) {
    const id = idOf(args[0], '', 'backend');
    const change: BackendChange = {};
    for (const name of ['address', 'username', 'fingerprint', 'hypervisor'] as const) {
      const text = textOf(options, name);
      if (text !== undefined) change[name] = text;
    }
    for (const name of ['drained', 'offline', 'public'] as const) {
      const value = booleanOf(options, name);
      if (value !== undefined) change[name] = value;
    }
    if (options['password'] === true || options['passwordFile'] !== undefined) {
      change.password = await passwordOf(options, ask, 'New password:');
    }
    if (Object.keys(change).length === 0) throw new CommandError('Say what to change.');
    await plainly(() => modifyBackend(service, id, change));
    out.note(`Changed back end ${id}.`);
  },
});
