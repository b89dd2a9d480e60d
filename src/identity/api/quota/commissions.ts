import { z } from 'zod';
import {
  ACCOUNT_PREFIX,
  CommissionReply,
  PENDING_COMMISSIONS_PATH,
  PendingCommissionsReply,
  PendingSerialsReply,
  ResolveReply,
  SerialReply,
} from '#contract/identity';
import { INFINITE } from '#contract/infinite';
import { isoTime } from '#contract/scalars';
import { writeJson } from '#contract/json';
import { findCommission } from '../../domain/quota/find-commission.ts';
import { issueCommission } from '../../domain/quota/issue-commission.ts';
import { resolveCommissions } from '../../domain/quota/resolve-commissions.ts';
import { component } from '../access.ts';
import { choiceOf, commissionOf, serialListsOf, serialOf } from './commission-documents.ts';
import { contentOf } from '../protocol.ts';
import { route } from '../route.ts';

const PATH = `${ACCOUNT_PREFIX}/commissions`;
const Body = z.record(z.string(), z.unknown());
const Serial = z.object({ serial: z.string() });

/** Longest idempotency key; a uuid has 36 characters. */
const MAX_KEY = 255;

const issue = route({
  method: 'POST',
  path: PATH,
  access: component,
  summary: 'Issue a commission: charge all provisions or none',
  body: Body,
  reply: { 201: SerialReply },
  async handle({ service, caller, body, request }) {
    const key = request.headers['idempotency-key'];
    const wanted = commissionOf(body);
    const serial = await issueCommission(service, caller, {
      ...wanted,
      // What was understood, written the same way each time, is the same however the client ordered its keys.
      body: writeJson(wanted),
      ...(typeof key === 'string' && key !== '' ? { idempotencyKey: key.slice(0, MAX_KEY) } : {}),
    });
    return { status: 201, body: { serial } };
  },
});

const listPending = route({
  method: 'GET',
  path: PATH,
  access: component,
  summary: "The component's pending commissions",
  reply: { 200: PendingSerialsReply },
  handle: async ({ service, caller }) => ({
    body: await service.store.commissions.pendingSerials(caller.id),
  }),
});

/** Commissions of one page. */
const PAGE = 10_000;

/** For recoveries of services. The entrance of the cloud does not route here. */
const listPendingWithTimes = route({
  method: 'GET',
  path: PENDING_COMMISSIONS_PATH,
  access: component,
  summary: "The component's pending commissions after a serial, with the time of their issue",
  query: z.object({ after: z.string().regex(/^\d{1,19}$/) }),
  reply: { 200: PendingCommissionsReply },
  async handle({ service, caller, query }) {
    const after = serialOf(query.after) ?? INFINITE;
    const found = await service.store.commissions.pendingAfter(caller.id, after, PAGE);
    const commissions = found.map(({ serial, issuedAt }) => ({ serial, issue_time: isoTime(issuedAt) }));
    return { body: { commissions, more: found.length === PAGE } };
  },
});

const resolveMany = route({
  method: 'POST',
  path: `${PATH}/action`,
  access: component,
  summary: 'Accept and reject pending commissions',
  body: Body,
  reply: { 200: ResolveReply },
  async handle({ service, caller, body }) {
    const { accepted, rejected, failed } = await resolveCommissions(service, caller, serialListsOf(body));
    return {
      body: {
        accepted,
        rejected,
        failed: failed.map(([serial, refusal]) => {
          const { code, message } = contentOf(refusal);
          return [serial, { [refusal.fault ?? 'fault']: { code, message } }];
        }),
      },
    };
  },
});

const show = route({
  method: 'GET',
  path: `${PATH}/:serial`,
  access: component,
  summary: 'A pending commission',
  params: Serial,
  reply: { 200: CommissionReply, 404: null },
  async handle({ service, caller, params }) {
    const serial = serialOf(params.serial);
    const found = serial === undefined ? undefined : await findCommission(service, caller, serial);
    if (found === undefined) return { status: 404 };
    const { issuedAt, name, provisions } = found;
    return { body: { serial: found.serial, issue_time: isoTime(issuedAt), name, provisions } };
  },
});

const resolveOne = route({
  method: 'POST',
  path: `${PATH}/:serial/action`,
  access: component,
  summary: 'Accept or reject one pending commission',
  params: Serial,
  body: Body,
  reply: { 200: null, 404: null },
  async handle({ service, caller, params, body }) {
    const choice = choiceOf(body);
    const serial = serialOf(params.serial);
    if (serial === undefined) return { status: 404 };
    const batch = { accept: [], reject: [], [choice]: [serial] };
    const { failed } = await resolveCommissions(service, caller, batch);
    return { status: failed.length === 0 ? 200 : 404 };
  },
});

export const commissionRoutes = [issue, listPending, resolveMany, show, resolveOne, listPendingWithTimes];
