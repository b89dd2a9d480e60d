import { CommandError } from '#platform/commands/command-error';
import { argument } from '#platform/commands/options';
import { textOfTag } from '../../domain/servers/tag-words.ts';
import { defineCommand } from '../command.ts';
import { serverOf } from './named-server.ts';

export const serverTagExists = defineCommand({
  name: 'server-tag-exists',
  summary: 'Say whether a server has a tag, in which namespace, and whether its back end has it yet',
  args: [argument('<server>', 'number, or name in the back end'), argument('<tag>', 'text of the tag')],
  async run({ service, args: [word, tag], out }) {
    const { id } = await serverOf(service, word);
    const rows = (await service.store.tags.of(id)).flatMap(({ tag: named, status }) =>
      (['user', 'system'] as const)
        .filter((namespace) => textOfTag(named, namespace) === tag)
        .map((namespace) => [tag, status, namespace]),
    );
    out.table(['tag', 'status', 'namespace'], rows);
    if (rows.length === 0) throw new CommandError(`Server ${id} has no tag '${tag}'.`);
  },
});
