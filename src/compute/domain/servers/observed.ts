import { resolve } from 'node:path';
import { z } from 'zod';
import type { OpStatusEvent } from '#contract/ganeti-events';
import type { IntentRow } from '../../store/servers/intents.ts';
import type { ServerChanges, ServerRow } from '../../store/servers/servers.ts';
import type { Store } from '../../store/store.ts';
import type { Compute } from '../compute.ts';
import { BadNews } from './bad-news.ts';
import type { JobNews } from './job-news.ts';
import type { Rescue } from './operations/rescue.ts';
import type { Resize } from './operations/resize.ts';
import { syncPorts } from '../ports/sync.ts';
import { isFinal, MODIFY_OPCODE } from './states.ts';

/** What comes with a job's status, from an event or from the job itself. */
export type NewsDetails = Pick<
  OpStatusEvent,
  'result' | 'logmsg' | 'instance_nics' | 'instance_hvparams' | 'event_time'
> & {
  job_fields?: OpStatusEvent['job_fields'];
};

/** When it happened, of Ganeti's seconds and microseconds. */
export function timeOf([seconds, microseconds]: NewsDetails['event_time']): Date {
  return new Date(seconds * 1000 + Math.floor(microseconds / 1000));
}

interface Told {
  news: JobNews;
  /** Of ours; undefined for a job that somebody else sent. */
  intent: IntentRow | undefined;
  details: NewsDetails;
}

/**
 * What the end of a job says of the machine as it is now, whoever sent the job: of each part the newest job is believed, so
 * that the order in which news come does not matter.
 */
export async function observedChanges(
  compute: Compute,
  tx: Store,
  server: ServerRow,
  told: Told,
): Promise<ServerChanges> {
  if (!isFinal(told.news.status)) return {};
  return {
    ...(await takeNics(compute, tx, server, told)),
    ...(await takeSize(tx, server, told)),
    ...(await takeMedium(compute, tx, server, told)),
  };
}

async function takeNics(
  compute: Compute,
  tx: Store,
  server: ServerRow,
  { news, intent, details: { instance_nics: nics } }: Told,
): Promise<ServerChanges> {
  if (nics === undefined || news.job <= server.nicsJobId) return {};
  await syncPorts(compute, tx, server, { nics, ending: intent?.id });
  return { nicsJobId: news.job };
}

const Hvparams = z.object({ boot_order: z.string(), cdrom_image_path: z.string().nullable() }).partial();

/** What the machine starts from. A medium that no image has is a rescue all the same: somebody else has put it in. */
async function takeMedium(
  { settings }: Compute,
  tx: Store,
  server: ServerRow,
  { news, intent, details }: Told,
): Promise<ServerChanges> {
  if (details.instance_hvparams === undefined || news.job <= server.mediumJobId) return {};
  const { boot_order: order = '', cdrom_image_path: path } =
    Hvparams.safeParse(details.instance_hvparams).data ?? {};
  const rescue = order.startsWith('cdrom') && path != null && path !== '';
  const mediumJobId = news.job;
  if (!rescue) {
    // One that was chosen just now is kept until its own job has ended.
    const chosen = server.task === 'RESCUE' && intent?.action !== 'RESCUE';
    return { rescue, mediumJobId, ...(chosen ? {} : { rescueImageId: null }) };
  }
  if (intent?.action === 'RESCUE')
    return { rescue, mediumJobId, rescueImageId: (intent.body as unknown as Rescue).image };
  const folder = `${resolve('/', settings.RESCUE_IMAGE_PATH)}/`;
  const location = path.startsWith(folder) ? path.slice(folder.length) : path;
  const image = await tx.rescueImages.atLocation(location);
  return { rescue, mediumJobId, rescueImageId: image?.id ?? null };
}

const Beparams = z.object({ vcpus: z.number().int(), maxmem: z.number().int() }).partial();

/** Of a resize of ours the flavor that was asked for; of another's the one that has the size, since every server has one. */
async function takeSize(
  tx: Store,
  server: ServerRow,
  { news, intent, details }: Told,
): Promise<ServerChanges> {
  const resized = news.opcode === MODIFY_OPCODE && news.status === 'success';
  if (!resized || news.job <= server.flavorJobId) return {};
  if (intent !== undefined) {
    if (intent.action !== 'RESIZE') return {};
    return { flavorId: (intent.body as unknown as Resize).flavor, flavorJobId: news.job };
  }
  const { vcpus, maxmem } = Beparams.safeParse(details.job_fields?.['beparams'] ?? {}).data ?? {};
  if (vcpus === undefined && maxmem === undefined) return {};
  const present = (await tx.flavors.find(server.flavorId))!;
  const size = { ...present, cpu: vcpus ?? present.cpu, ram: maxmem ?? present.ram };
  const found = await tx.flavors.ofSize(size);
  if (found === undefined)
    throw new BadNews(`server ${server.id} was given ${size.cpu} processors and ${size.ram} MiB: no flavor`);
  return { flavorId: found.id, flavorJobId: news.job };
}
