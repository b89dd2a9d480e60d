import { z } from 'zod';
import { COMPUTE_PREFIX, ReplaceTagsBody, TagsReply } from '#contract/compute';
import { addTag, readTags, removeTag, removeTags, replaceTags } from '../../domain/servers/tags.ts';
import { fail } from '../../errors.ts';
import { member, route, serverParams } from '../route.ts';

const TAGS = `${COMPUTE_PREFIX}/servers/:id/tags`;
const tagParams = serverParams.extend({ tag: z.string() });

const listTagsRoute = route({
  method: 'GET',
  path: TAGS,
  access: member,
  summary: 'Tags of a server, with the status of each',
  params: serverParams,
  reply: { 200: TagsReply },
  handle: async ({ service, caller, params }) => {
    const tags = await readTags(service, caller, params.id);
    return { body: { tags: tags.map(({ text }) => text), statuses: tags.map(({ status }) => status) } };
  },
});

const replaceTagsRoute = route({
  method: 'PUT',
  path: TAGS,
  access: member,
  summary: 'Replace the tags of a server',
  params: serverParams,
  body: ReplaceTagsBody,
  reply: { 200: TagsReply },
  handle: async ({ service, caller, params, body }) => {
    const tags = await replaceTags(service, caller, params.id, body.tags);
    return { body: { tags, statuses: tags.map(() => 'PENDADD') } };
  },
});

const deleteTagsRoute = route({
  method: 'DELETE',
  path: TAGS,
  access: member,
  summary: 'Take all tags off a server',
  params: serverParams,
  reply: { 204: null },
  handle: async ({ service, caller, params }) => {
    await removeTags(service, caller, params.id);
    return { status: 204 };
  },
});

const showTagRoute = route({
  method: 'GET',
  path: `${TAGS}/:tag`,
  access: member,
  summary: 'Whether a server has a tag',
  params: tagParams,
  reply: { 204: { headers: z.object({ 'tag-status': z.string() }) } },
  handle: async ({ service, caller, params: { id, tag } }) => {
    const found = (await readTags(service, caller, id)).find(({ text }) => text === tag);
    if (found === undefined) fail('tag_not_found', { tag: tag.slice(0, 64) });
    return { status: 204, headers: { 'tag-status': found.status } };
  },
});

const addTagRoute = route({
  method: 'PUT',
  path: `${TAGS}/:tag`,
  access: member,
  summary: 'Put a tag on a server',
  params: tagParams,
  reply: { 201: { headers: z.object({ location: z.string() }) }, 204: null },
  handle: async ({ service, caller, params: { id, tag } }) => {
    if (!(await addTag(service, caller, id, tag))) return { status: 204 };
    const location = `${service.baseUrl}${COMPUTE_PREFIX}/servers/${id}/tags/${encodeURIComponent(tag)}`;
    return { status: 201, headers: { location } };
  },
});

const deleteTagRoute = route({
  method: 'DELETE',
  path: `${TAGS}/:tag`,
  access: member,
  summary: 'Take a tag off a server',
  params: tagParams,
  reply: { 204: null },
  handle: async ({ service, caller, params: { id, tag } }) => {
    await removeTag(service, caller, id, tag);
    return { status: 204 };
  },
});

export const serverTagRoutes = [
  listTagsRoute,
  replaceTagsRoute,
  deleteTagsRoute,
  showTagRoute,
  addTagRoute,
  deleteTagRoute,
];
