import { usageError } from '#platform/commands/command-error';
import { argument, bool, secret, text } from '#platform/commands/options';
import { type BackendChange, modifyBackend } from '../../domain/backends/backends.ts';
import { defineCommand } from '../command.ts';
import { idOf, passwordFile, passwordOf } from '../options.ts';

export const backendModify = defineCommand({
  name: 'backend-modify',
  summary: 'Change a back end; a new account is tried before it is kept',
  args: [argument('[backend]', 'number of the back end')],
  options: {
    clustername: text('--clustername <name>', 'name of the cluster, as it calls itself now'),
    address: text('--address <url>', 'where it is reached'),
    port: text('--port <port>', 'port of the remote API'),
    username: text('--username <name>', 'account that may write'),
    password: secret('--password [password]', 'a new password; without it, it is asked for'),
    passwordFile,
    fingerprint: text('--fingerprint <sha256>', 'certificate to trust'),
    hypervisor: text('--hypervisor <name>', 'kvm, xen-pvm or xen-hvm'),
    drained: bool('--drained <bool>', 'closed to new servers'),
    offline: bool('--offline <bool>', 'never contacted'),
    public: bool('--public <bool>', 'open to all projects'),
  },
  async run({ service, args: [backend], options, out, ask }) {
    const { passwordFile: file, password: given, ...values } = options;
    // In `--password 1` the number is the back end's, where the line has no other: the password is asked for.
    const isNumber = backend === undefined && typeof given === 'object';
    const password = isNumber ? 'asked for' : given;
    const word = isNumber ? given.onLine : backend;
    if (word === undefined) throw usageError('Say which back end: its number.');
    const id = idOf(word, '', 'backend');
    const change = Object.fromEntries(
      Object.entries(values).filter(([, value]) => value !== undefined),
    ) as BackendChange;
    if (password !== undefined || file !== undefined)
      change.password = await passwordOf({ ask, out }, { file, given: password }, 'New password:');
    if (Object.keys(change).length === 0) throw usageError('Say what to change.');
    await modifyBackend(service, id, change);
    out.note(`Changed back end ${id}.`);
  },
});
