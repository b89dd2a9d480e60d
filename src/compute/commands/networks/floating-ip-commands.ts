import { CommandError, usageError } from '#platform/commands/command-error';
import { argument, bool, flag, text, uuid, withDefault } from '#platform/commands/options';
import type { Compute } from '../../domain/compute.ts';
import { createFloatingIp, releaseFloatingIp } from '../../domain/networks/floating-ips.ts';
import { attachFloatingIpOf, detachFloatingIp } from '../../domain/ports/operator-ports.ts';
import type { FloatingIpRow } from '../../store/networks/floating-ips.ts';
import { listedFloatingIpColumns, listedHistoryColumns } from '../../store/networks/listed.ts';
import type { HistoryRow } from '../../store/networks/addresses.ts';
import { defineCommand, defineListCommand } from '../command.ts';
import { displayMails, mailsOfRows } from '../display-mails.ts';
import { asUser, confirmOrStop, givenId, idOf, userOption } from '../options.ts';
import { serverOf } from '../servers/named-server.ts';
import { newestChange, waitForChanges } from '../servers/wait.ts';
import { networkOf } from './show-network.ts';

const floatingIpCreate = defineCommand({
  name: 'floating-ip-create',
  summary: 'Give a user a public address to hold',
  options: {
    user: userOption('who is to hold it'),
    project: uuid('-p, --project <uuid>', "project that pays for it; without it the user's own"),
    network: text('--network <network>', 'network to take it of; without it any'),
    address: text('--address <address>', 'the address, with --network'),
  },
  async run({ service, options: { user, project, network: word, address }, out }) {
    if (user === undefined) throw usageError('--user must say who is to hold it.');
    if (address !== undefined && word === undefined) throw usageError('--address needs --network.');
    const network = word === undefined ? undefined : (await networkOf(service, word)).id;
    const caller = { ...asUser(user), projects: [project ?? user] };
    const wanted = { network, address, project: project ?? user, sharedToProject: false };
    out.show(recordOf(await createFloatingIp(service, caller, wanted)));
  },
});

type ListedRow = FloatingIpRow & { email: string | undefined };

const floatingIpList = defineListCommand({
  name: 'floating-ip-list',
  summary: 'List floating IPs',
  options: {
    user: userOption('only those of a user'),
    project: uuid('-p, --project <uuid>', 'only those charged to a project'),
    deleted: flag('-d, --deleted', 'only those that were given back'),
    displayMails,
  },
  also: ({ displayMails: mails }) => (mails ? ['user.email'] : []),
  columns: listedFloatingIpColumns,
  async pages({ service, options }, request) {
    const { user, project, deleted } = options;
    const page = await service.store.floatingIps.listed({ user, project, deleted }, request);
    const mails = await mailsOfRows(service, options, page.rows);
    return { ...page, rows: page.rows.map((row): ListedRow => ({ ...row, email: mails.get(row.userId) })) };
  },
  fields: {
    id: { help: 'number of the floating IP', value: ({ id }: ListedRow) => id, shown: true },
    address: { help: 'address', value: ({ address }) => address, shown: true },
    network: { help: 'number of its network', value: ({ networkId }) => networkId, shown: true },
    server: { help: 'server that has it', value: ({ serverId }) => serverId, shown: true },
    port: { help: 'port that it is on', value: ({ portId }) => portId, shown: true },
    'user.uuid': { help: 'who holds it', value: ({ userId }) => userId, shown: true },
    created: { help: 'since when', value: ({ created }) => created, shown: true },
    'user.email': { help: 'e-mail address of who holds it', value: ({ email }) => email },
    project: { help: 'project charged', value: ({ project }) => project },
    deleted: { help: 'given back', value: ({ deleted }) => deleted },
  },
});

const floatingIpShow = defineCommand({
  name: 'floating-ip-show',
  summary: 'Show a floating IP',
  args: [argument('<floating-ip>', 'number of the floating IP')],
  options: { displayMails },
  async run({ service, args: [word], options, out }) {
    const row = await floatingIpOf(service, word);
    const mails = await mailsOfRows(service, options, [row]);
    out.show({
      ...recordOf(row),
      ...(options.displayMails ? { username: mails.get(row.userId) ?? null } : {}),
    });
  },
});

const waitOption = withDefault(
  bool('--wait <bool>', 'wait until the server has it, or has it no more'),
  false,
);

const floatingIpAttach = defineCommand({
  name: 'floating-ip-attach',
  summary: 'Put a floating IP on a server whose owner may use it, by a port of its own',
  args: [argument('<floating-ip>', 'number of the floating IP')],
  options: { machine: text('--machine <server>', 'the server'), wait: waitOption },
  async run({ args: [word], options: { machine, wait }, ...run }) {
    const { service, out } = run;
    if (machine === undefined) throw usageError('--machine must say which server is to have it.');
    const { id } = await floatingIpOf(service, word);
    const server = await serverOf(service, machine);
    const before = await newestChange(service, server.id);
    const port = await attachFloatingIpOf(service, id, server.id);
    if (wait) await waitForChanges(run, server.id, before);
    const verb = wait ? 'Attached' : 'Attaching';
    out.note(`${verb} floating IP ${id} to server ${server.id} by port ${port.id}.`);
  },
});

const floatingIpDetach = defineCommand({
  name: 'floating-ip-detach',
  summary: "Take a floating IP off its server, with its port; it stays its holder's",
  args: [argument('<floating-ip>', 'number of the floating IP')],
  options: { wait: waitOption },
  async run({ args: [word], options: { wait }, ...run }) {
    const { service, out } = run;
    const { id, serverId } = await floatingIpOf(service, word);
    const before = serverId === null ? undefined : await newestChange(service, serverId);
    await detachFloatingIp(service, id);
    // A port that waited for a server is gone at once.
    if (serverId !== null && wait) await waitForChanges(run, serverId, before);
    const verb = wait || serverId === null ? 'Detached' : 'Detaching';
    out.note(`${verb} floating IP ${id}${serverId === null ? '' : ` from server ${serverId}`}.`);
  },
});

const floatingIpRemove = defineCommand({
  name: 'floating-ip-remove',
  summary: 'Take floating IPs from their holders',
  args: [argument('<floating-ips...>', 'numbers of the floating IPs')],
  asks: [flag('-f, --force', 'do not ask')],
  async run({ service, args: [words], out, ask, signal }) {
    const question = `Are you sure you want to delete ${words.length === 1 ? 'floating IP' : 'floating IPs'} ${words.join(', ')}?`;
    await confirmOrStop(ask, question, 'Nothing was deleted.');
    let failed = 0;
    for (const word of words)
      try {
        const { id, userId } = await floatingIpOf(service, word);
        await releaseFloatingIp(service, asUser(userId), id);
        out.note(`Deleted floating IP ${id}.`);
      } catch (error) {
        signal.throwIfAborted();
        failed += 1;
        out.note(`Error -- ${(error as Error).message}`);
      }
    if (failed > 0) throw new CommandError(`${failed} of ${words.length} floating IPs were not deleted.`);
  },
});

const ipList = defineListCommand({
  name: 'ip-list',
  summary: 'List which servers had which public addresses, from the first on',
  options: {
    address: text('--address <address>', 'only one address'),
    server: text('--server <server>', 'only one server'),
  },
  columns: listedHistoryColumns,
  pages({ service, options: { address, server } }, request) {
    if (address !== undefined && !/^[\da-fA-F.:]{2,45}$/.test(address))
      throw usageError(`'${address}' is not an address.`);
    return service.store.addresses.history({ address, server: givenId(server, 'Server') }, request);
  },
  fields: {
    address: { help: 'address', value: ({ address }: HistoryRow) => address, shown: true },
    user: { help: 'whose server it was', value: ({ userId }) => userId, shown: true },
    server: { help: 'number of the server', value: ({ serverId }) => serverId, shown: true },
    network: { help: 'number of the network', value: ({ networkId }) => networkId, shown: true },
    action: { help: 'associate or disassociate', value: ({ action }) => action, shown: true },
    date: { help: 'when', value: ({ created }) => created, shown: true },
    reason: { help: 'why', value: ({ reason }) => reason },
  },
});

async function floatingIpOf({ store }: Compute, word: string): Promise<FloatingIpRow> {
  const id = idOf(word, '', 'Floating IP');
  const found = await store.floatingIps.find(id);
  if (found === undefined)
    throw new CommandError(
      `Floating IP with ID ${id} does not exist. Use floating-ip-list to find out available floating IP IDs.`,
    );
  return found;
}

function recordOf(row: FloatingIpRow): Record<string, unknown> {
  return {
    id: row.id,
    address: row.address,
    network: row.networkId,
    port: row.portId,
    server: row.serverId,
    userid: row.userId,
    project: row.project,
    shared_to_project: row.sharedToProject,
    deleted: row.deleted,
    created: row.created,
    updated: row.updated,
  };
}

export const floatingIpCommands = [
  floatingIpCreate,
  floatingIpList,
  floatingIpShow,
  floatingIpAttach,
  floatingIpDetach,
  floatingIpRemove,
  ipList,
];
