import { z } from 'zod';
import { IdOrDigits } from '#contract/new-server';
import type { Caller, Compute } from '../../domain/compute.ts';
import { findServer } from '../../domain/servers/actions.ts';
import { beginAction, type WantedAction } from '../../domain/servers/begin.ts';
import { reassignServer } from '../../domain/servers/reassign.ts';
import { rescueServer } from '../../domain/servers/rescue.ts';
import { resizeServer } from '../../domain/servers/resize.ts';
import { fail } from '../../errors.ts';
import { portActionRoutes } from '../ports/actions.ts';
import { actionIn, actionRoute } from './action-route.ts';

/** No arguments; null stands for none, as OpenStack's clients send it. */
const nothing = z.strictObject({}).nullable();
const reboot = z.strictObject({ type: z.enum(['SOFT', 'HARD']).default('SOFT') }).nullable();

async function begun(
  service: Compute,
  caller: Caller,
  id: number,
  wanted: WantedAction,
): Promise<{ status: number }> {
  await beginAction(service, caller, id, wanted);
  return { status: 202 };
}

const startRoute = actionRoute({
  names: ['start', 'os-start'],
  summary: 'Start a server',
  body: z.object({ start: nothing, 'os-start': nothing }).partial(),
  reply: { 202: null },
  handle: (service, caller, id) => begun(service, caller, id, { action: 'START' }),
});

const shutdownRoute = actionRoute({
  names: ['shutdown', 'os-stop'],
  summary: 'Shut a server down',
  body: z.object({ shutdown: nothing, 'os-stop': nothing }).partial(),
  reply: { 202: null },
  handle: (service, caller, id) => begun(service, caller, id, { action: 'STOP' }),
});

const rebootRoute = actionRoute({
  names: ['reboot'],
  summary: 'Reboot a server, by asking its system or by force',
  body: z.object({ reboot }),
  reply: { 202: null },
  handle: (service, caller, id, body) =>
    begun(service, caller, id, { action: 'REBOOT', body: { hard: body.reboot?.type === 'HARD' } }),
});

const resizeRoute = actionRoute({
  names: ['resize'],
  summary: 'Give a stopped server another size',
  body: z.object({ resize: z.strictObject({ flavorRef: IdOrDigits }) }),
  reply: { 202: null },
  handle: async (service, caller, id, { resize }) => {
    await resizeServer(service, caller, id, resize.flavorRef);
    return { status: 202 };
  },
});

const rescueRoute = actionRoute({
  names: ['rescue'],
  summary: 'Have a stopped server start from a rescue medium',
  // kamaki names the image beside the action.
  body: z.object({
    rescue: z.strictObject({ rescue_image_ref: IdOrDigits.optional() }).nullable(),
    rescue_image_ref: IdOrDigits.optional(),
  }),
  reply: { 202: null },
  handle: async (service, caller, id, body) => {
    await rescueServer(service, caller, id, body.rescue?.rescue_image_ref ?? body.rescue_image_ref);
    return { status: 202 };
  },
});

const unrescueRoute = actionRoute({
  names: ['unrescue'],
  summary: 'Have a stopped server start from its own disk again',
  body: z.object({ unrescue: nothing }),
  reply: { 202: null },
  handle: (service, caller, id) => begun(service, caller, id, { action: 'UNRESCUE' }),
});

const reassignRoute = actionRoute({
  names: ['reassign'],
  summary: 'Move a server to another project, or share it',
  body: z.object({
    reassign: z.strictObject({ project: z.string(), shared_to_project: z.boolean().default(false) }),
  }),
  reply: { 200: null },
  handle: async (service, caller, id, { reassign: { project, shared_to_project: shared } }) => {
    await reassignServer(service, caller, id, { project, shared });
    return { status: 200 };
  },
});

const suspendRoute = actionRoute({
  names: ['suspend'],
  summary: 'Refused: suspending is for administrators',
  body: z.object({ suspend: z.unknown() }),
  reply: { 403: null },
  handle: async (service, caller, id) => {
    await findServer(service, caller, id);
    return fail('suspend_forbidden');
  },
});

/** Actions that clients know from elsewhere: 501 until they are built. */
const NOT_BUILT = [
  'os-getSPICEConsole',
  'os-getRDPConsole',
  'changePassword',
  'rebuild',
  'confirmResize',
  'revertResize',
] as const;

const unbuiltActionsRoute = actionRoute({
  names: NOT_BUILT,
  summary: 'Actions that are not built yet',
  body: z.record(z.string(), z.unknown()),
  reply: { 501: null },
  handle: async (service, caller, id, body) => {
    await findServer(service, caller, id);
    return fail('not_implemented', { what: actionIn(body)! });
  },
});

const otherActionsRoute = actionRoute({
  summary: 'Everything else is refused',
  body: z.record(z.string(), z.unknown()),
  reply: { 400: null },
  handle: async (_service, _caller, _id, body) => {
    const action = actionIn(body) ?? fail('not_one_action');
    return fail('unknown_action', { action: action.slice(0, 64) });
  },
});

/** By what the body asks for; the last refuses what no other takes, those of screens included. */
export const serverActionRoutes = [
  startRoute,
  shutdownRoute,
  rebootRoute,
  resizeRoute,
  rescueRoute,
  unrescueRoute,
  reassignRoute,
  suspendRoute,
  ...portActionRoutes,
  unbuiltActionsRoute,
  otherActionsRoute,
];
