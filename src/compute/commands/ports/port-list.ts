import { flag, text } from '#platform/commands/options';
import { listedPortColumns } from '../../store/networks/listed.ts';
import type { PortRow } from '../../store/networks/ports.ts';
import { defineListCommand } from '../command.ts';
import { displayMails, mailsOfRows } from '../display-mails.ts';
import { userOption } from '../options.ts';
import { serverOf } from '../servers/named-server.ts';

type Row = PortRow & { email: string | undefined };

export const portList = defineListCommand({
  name: 'port-list',
  summary: 'List ports',
  options: {
    user: userOption('only those of a user'),
    server: text('--server <server>', 'only those of a server'),
    public: flag('--public', 'only those in public networks'),
    displayMails,
  },
  also: ({ displayMails: mails }) => (mails ? ['user.email'] : []),
  columns: listedPortColumns,
  async pages({ service, options }, request) {
    const { user, server: word, public: isPublic } = options;
    const server = word === undefined ? undefined : (await serverOf(service, word)).id;
    const page = await service.store.ports.listed({ user, server, isPublic }, request);
    const mails = await mailsOfRows(service, options, page.rows);
    return { ...page, rows: page.rows.map((row): Row => ({ ...row, email: mails.get(row.userId) })) };
  },
  fields: {
    id: { help: 'number of the port', value: ({ id }: Row) => id, shown: true },
    name: { help: 'name', value: ({ name }) => name, shown: true },
    'user.uuid': { help: 'owner', value: ({ userId }) => userId, shown: true },
    mac_address: { help: 'MAC address, once its server has it', value: ({ mac }) => mac, shown: true },
    network: { help: 'number of its network', value: ({ networkId }) => networkId, shown: true },
    server_id: { help: 'number of its server', value: ({ serverId }) => serverId, shown: true },
    fixed_ips: {
      help: 'its addresses',
      value: ({ ipv4, ipv6 }) => [ipv4, ipv6].filter((address) => address !== null),
      shown: true,
    },
    state: { help: 'state', value: ({ state }) => state, shown: true },
    'user.email': { help: 'e-mail address of its owner, with --display-mails', value: ({ email }) => email },
    device_owner: {
      help: 'vm where it is a card of a server',
      value: ({ serverId }) => (serverId === null ? null : 'vm'),
    },
    created: { help: 'when it was made', value: ({ created }) => created },
    updated: { help: 'when it last changed', value: ({ updated }) => updated },
  },
});
