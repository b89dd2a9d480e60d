import { encodedTag } from '../tag-words.ts';
import type { Operation } from './operation.ts';

/** What is kept with the intent of a change of tags: each with its namespace. */
const tagsOf = (body: Record<string, unknown>): string[] => body['tags'] as string[];

/** Tags go on beside whatever else is done, in any state. */
const beside = { taskState: null, always: true, from: [] } as const;

/** New tags: they wait for the back end's word, and go when it refuses them. */
export const addTags: Operation = {
  ...beside,
  action: 'ADDTAGS',
  opcode: 'OP_TAGS_SET',
  call: (_compute, { intent }) => ({ action: 'TAG', tags: tagsOf(intent.body).map(encodedTag) }),
  async ended(_compute, tx, { server, intent, succeeded }) {
    await (succeeded ? tx.tags.activate(server.id, tagsOf(intent.body)) : tx.tags.giveUp(intent.id));
    return {};
  },
  reached: ({ tags }, { body }) => tagsOf(body).every((tag) => tags.includes(encodedTag(tag))),
};

/** Tags go at once, and come back when the back end keeps them. */
export const deleteTags: Operation = {
  ...beside,
  action: 'DELETETAGS',
  opcode: 'OP_TAGS_DEL',
  call: (_compute, { intent }) => ({ action: 'UNTAG', tags: tagsOf(intent.body).map(encodedTag) }),
  async ended(_compute, tx, { server, intent, succeeded }) {
    if (!succeeded) await tx.tags.restore(server.id, tagsOf(intent.body), intent.id);
    return {};
  },
  reached: ({ tags }, { body }) => !tagsOf(body).some((tag) => tags.includes(encodedTag(tag))),
};
