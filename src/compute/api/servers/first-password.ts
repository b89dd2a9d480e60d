import { COMPUTE_PREFIX, PasswordReply } from '#contract/compute';
import { isoTime } from '#contract/scalars';
import { forgetPassword, readPassword } from '../../domain/servers/first-password.ts';
import { member, route, serverParams } from '../route.ts';

const PATH = `${COMPUTE_PREFIX}/servers/:id/password`;

const serverPasswordRoute = route({
  method: 'GET',
  path: PATH,
  access: member,
  summary: 'The password that was made for a new server; for a day, and for its owner only',
  params: serverParams,
  reply: { 200: PasswordReply },
  handle: async ({ service, caller, params }) => {
    const { password, expires } = await readPassword(service, caller, params.id);
    return { headers: { 'cache-control': 'no-store' }, body: { password, expires: isoTime(expires) } };
  },
});

const forgetPasswordRoute = route({
  method: 'DELETE',
  path: PATH,
  access: member,
  summary: 'Forget the password of a new server',
  params: serverParams,
  reply: { 204: null },
  handle: async ({ service, caller, params }) => {
    await forgetPassword(service, caller, params.id);
    return { status: 204 };
  },
});

export const serverPasswordRoutes = [serverPasswordRoute, forgetPasswordRoute];
