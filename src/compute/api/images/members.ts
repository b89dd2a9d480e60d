import { z } from 'zod';
import { IMAGE_PREFIX, MembersReply, MembershipsBody, SharedImagesReply } from '#contract/image';
import { changeMembers, findImage, findOwnImage, listImages } from '../../domain/images/images.ts';
import { fail } from '../../errors.ts';
import { imageParams, member, route } from '../route.ts';

const MEMBERS = `${IMAGE_PREFIX}/images/:id/members`;
const memberParams = imageParams.extend({ member: z.string() });

/** A user, or a group of a user. */
const MEMBER = /^[0-9A-Za-z-]{1,64}(?::[^,:;\s\p{Cc}]{1,128})?$/u;

function checkedMember(text: string): string {
  return MEMBER.test(text) ? text : fail('bad_member');
}

const listMembersRoute = route({
  method: 'GET',
  path: MEMBERS,
  access: member,
  summary: 'Who may use an image',
  params: imageParams,
  reply: { 200: MembersReply },
  handle: async ({ service, caller, params }) => {
    const { members } = await findImage(service, caller, params.id);
    return { body: { members: members.map((id) => ({ member_id: id, can_share: false })) } };
  },
});

const replaceMembersRoute = route({
  method: 'PUT',
  path: MEMBERS,
  access: member,
  summary: 'Replace who may use an image',
  params: imageParams,
  body: MembershipsBody,
  reply: { 204: null },
  handle: async ({ service, caller, params, body }) => {
    const members = body.memberships.map(({ member_id }) => checkedMember(member_id));
    const image = await findOwnImage(service, caller, params.id);
    await changeMembers(service, caller, image, { replace: members });
    return { status: 204 };
  },
});

const addMemberRoute = route({
  method: 'PUT',
  path: `${MEMBERS}/:member`,
  access: member,
  summary: 'Let somebody use an image',
  params: memberParams,
  reply: { 204: null },
  handle: async ({ service, caller, params }) => {
    const image = await findOwnImage(service, caller, params.id);
    await changeMembers(service, caller, image, { add: checkedMember(params.member) });
    return { status: 204 };
  },
});

const removeMemberRoute = route({
  method: 'DELETE',
  path: `${MEMBERS}/:member`,
  access: member,
  summary: 'Let somebody use an image no more',
  params: memberParams,
  reply: { 204: null },
  handle: async ({ service, caller, params }) => {
    const image = await findOwnImage(service, caller, params.id);
    // What cannot be a member is none already.
    if (MEMBER.test(params.member)) await changeMembers(service, caller, image, { remove: params.member });
    return { status: 204 };
  },
});

const sharedImagesRoute = route({
  method: 'GET',
  path: `${IMAGE_PREFIX}/shared-images/:member`,
  access: member,
  summary: 'Images that somebody shares with you',
  params: z.object({ member: z.string() }),
  reply: { 200: SharedImagesReply },
  handle: async ({ service, caller, params }) => {
    const images = await listImages(service, caller);
    const shared = images.filter(({ owner, isPublic }) => owner === params.member && !isPublic);
    return { body: { shared_images: shared.map(({ id }) => ({ image_id: id, can_share: false })) } };
  },
});

export const imageMemberRoutes = [
  listMembersRoute,
  replaceMembersRoute,
  addMemberRoute,
  removeMemberRoute,
  sharedImagesRoute,
];
