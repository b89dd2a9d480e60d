import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { CONFIG_URL_ROLE, type InstanceConfig } from '#contract/instance-config';
import { fail } from '../../errors.ts';
import type { Store } from '../../store/store.ts';
import type { Compute } from '../compute.ts';

/** Below the role's root, beside the API, so that the entrance of the cloud never routes there (C10). */
export const ONE_TIME_PATH = '/vmapi/v1.0/server-params';

/** A machine may wait this long for its back end. */
const LIFE_MS = 24 * 60 * 60 * 1000;
/** The peer that read it may read it again for so long: its connection may have broken half-way. */
const GRACE_MS = 60_000;

/** The secret part of a document's address: derived, so that it need not be kept anywhere. */
function secretOf({ sealingKey }: Compute, intent: string): string {
  return createHmac('sha256', Buffer.from(sealingKey.reveal(), 'base64url'))
    .update(`one-time document:${intent}`)
    .digest('base64url');
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Where the machine's host fetches its configuration, once. */
export function documentAddress(compute: Compute, intent: string): string {
  const { VMAPI_BASE_HOST: base } = compute.settings;
  return `${base === '' ? CONFIG_URL_ROLE : base}${ONE_TIME_PATH}/${secretOf(compute, intent)}`;
}

/** Keeps the configuration of a new machine, sealed, until its host fetches it or a day has passed. */
export async function keepDocument(
  compute: Compute,
  tx: Store,
  wanted: { intent: string; server: number; config: InstanceConfig },
): Promise<void> {
  const hash = hashOf(secretOf(compute, wanted.intent));
  const created = compute.clock.now();
  await tx.oneTimeDocuments.insert({
    hash,
    serverId: wanted.server,
    sealed: compute.sealer.seal(JSON.stringify(wanted.config), hash),
    created,
    expires: new Date(created.getTime() + LIFE_MS),
    fetched: null,
    fetchedBy: null,
  });
}

/** Hands the document to the first who asks; to others, and later, there is none. */
export async function fetchDocument(compute: Compute, secret: string, peer: string): Promise<InstanceConfig> {
  const { store, clock, sealer } = compute;
  if (!/^[A-Za-z0-9_-]{43}$/.test(secret)) fail('document_not_found');
  const hash = hashOf(secret);
  const now = clock.now();
  const row = await store.oneTimeDocuments.take(hash, peer, {
    now,
    graceStart: new Date(now.getTime() - GRACE_MS),
  });
  if (row === undefined || !timingSafeEqual(Buffer.from(row.hash), Buffer.from(hash)))
    fail('document_not_found');
  return JSON.parse(sealer.open(row.sealed, hash)) as InstanceConfig;
}

/** Erases documents that were read or are too old; none while the clock may be wrong: a machine may wait for one (F8). */
export async function forgetDocuments({ store, clock, clockWatch }: Compute): Promise<void> {
  if (!clockWatch.steadyFor(LIFE_MS)) return;
  const now = clock.now();
  await store.oneTimeDocuments.removeOld({ now, graceStart: new Date(now.getTime() - GRACE_MS) });
}
