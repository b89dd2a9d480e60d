import { CommandError, usageError } from '#platform/commands/command-error';
import { argument, choice, flag, list, secret, withDefault } from '#platform/commands/options';
import { secretOf } from '#platform/commands/questions';
import { addClient, removeClient } from '../../domain/programs/oauth2-clients.ts';
import { listedClientColumns, type Oauth2Client } from '../../store/programs.ts';
import { defineCommand, defineListCommand } from '../command.ts';

const TYPES = ['confidential', 'public'] as const;

const add = defineCommand({
  name: 'oauth2-client-add',
  summary: 'Register a program that people let act for them by OAuth2',
  help: [
    'People are led back to an address that it names: one of --url, or one below it. A confidential client has a secret, of which a',
    'hash is kept; a public one shows by PKCE (S256) that it is the one who asked. For a trusted one people are not asked whether',
    'they agree.',
  ].join('\n'),
  args: [argument('<identifier>', 'name by which it asks')],
  options: {
    secret: secret(
      '--secret [secret]',
      'its secret, of a confidential client; without a value it is asked for',
    ),
    type: withDefault(choice('--type <type>', 'whether it can keep a secret', TYPES), 'confidential'),
    isTrusted: flag('--is-trusted', 'it is a part of the cloud: people are not asked'),
    urls: list('--url <url>', 'address that people may be led back to; may be repeated'),
  },
  async run({ service, args: [identifier], options, out, ask }) {
    const { type, isTrusted } = options;
    const longest = service.settings.OAUTH2_MAXIMUM_ALLOWED_REDIRECT_URI_LENGTH;
    for (const url of options.urls.filter(({ length }) => length >= longest))
      out.note(`Left out, because it has ${longest} characters or more: ${url.slice(0, 60)}…`);
    const redirectUrls = options.urls.filter(({ length }) => length < longest);
    if (redirectUrls.length === 0) throw usageError('--url is needed, at least once.');
    if (type === 'confidential' && options.secret === undefined)
      throw usageError('--secret is needed for a confidential client.');
    const given = await secretOf({ ask, out }, options.secret, 'Secret');
    await addClient(service, { identifier, type, isTrusted, redirectUrls, secret: given });
    out.line('Client created successfully');
  },
});

const listAll = defineListCommand({
  name: 'oauth2-client-list',
  summary: 'List programs that people can let act for them',
  options: {
    confidential: flag('--confidential', 'only those with a secret'),
    public: flag('--public', 'only those without one'),
    trusted: flag('--trusted', 'only those for which people are not asked'),
  },
  columns: listedClientColumns,
  pages: ({ service, options }, request) =>
    service.store.programs.listedClients(
      {
        types: TYPES.filter((type) => options[type] || options.confidential === options.public),
        onlyTrusted: options.trusted,
      },
      request,
    ),
  fields: {
    id: { help: 'number of the client', value: ({ id }: Oauth2Client) => id, shown: true },
    identifier: { help: 'its name', value: ({ identifier }) => identifier, shown: true },
    type: { help: 'whether it has a secret', value: ({ type }) => type, shown: true },
    is_trusted: { help: 'whether people are not asked', value: ({ isTrusted }) => isTrusted, shown: true },
    redirect_urls: {
      help: 'where people may be led back to',
      value: ({ redirectUrls }) => redirectUrls.join(', '),
    },
  },
});

const remove = defineCommand({
  name: 'oauth2-client-remove',
  summary: 'Take a program out, with its codes and tokens',
  args: [argument('<client>', 'number or name')],
  asks: [],
  async run({ service, args: [word], ask }) {
    if (!(await ask.confirm('Remove this client?'))) throw new CommandError('Nothing was changed.');
    await removeClient(service, word);
  },
});

export const oauth2ClientCommands = [add, listAll, remove];
