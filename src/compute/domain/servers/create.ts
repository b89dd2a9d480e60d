import type { NewServer } from '#contract/new-server';
import { fail } from '../../errors.ts';
import type { FlavorRow } from '../../store/flavors.ts';
import type { ServerRow } from '../../store/servers/servers.ts';
import type { Caller, Compute } from '../compute.ts';
import type { ImageRecord } from '../images/record.ts';
import { borrowImage } from '../images/images.ts';
import { usableFlavor } from '../flavors.ts';
import { authorizedKeysOf } from '../keypairs.ts';
import {
  checkMetadata,
  checkPersonality,
  checkServerName,
  checkTags,
  checkUserData,
  imageIdOf,
  keyNamesOf,
  passwordOf,
  refuseUnbuilt,
} from './new-server-checks.ts';
import { checkFlavorOfProject } from '../flavors/access.ts';
import { mayCreate } from '../flavors/creation.ts';
import { portsOfNewServer } from '../ports/new-server-ports.ts';
import { guessPlacement } from '../backends/placement.ts';
import { isForeignKeyViolation } from '#platform/database/database';
import { withHold } from '#platform/quota/hold';
import { chargesOf, sizeOf } from '../quota.ts';
import { configOf } from './instance-config.ts';
import { type NewServerPlan, recordServer } from './record.ts';
import { requireSharing } from './reassign.ts';
import { chargeOf } from './states.ts';

/** What the answer to a creation shows; the password is nowhere else in the clear, and one that was made here is kept sealed. */
export interface CreatedServer {
  server: ServerRow;
  adminPass: string;
}

/**
 * Reserves quota, records the server as BUILD and queues its creation. When any step fails nothing of it stays, neither a
 * row nor a charge; once it is recorded, a failure in the back end leaves it in ERROR with its charge until it is deleted.
 */
export async function createServer(
  compute: Compute,
  caller: Caller,
  wanted: NewServer,
  place: Pick<NewServerPlan, 'backend'> = {},
): Promise<CreatedServer> {
  const { plan, adminPass } = await planOf(compute, caller, wanted, place);
  compute.killPoint('compute.create.planned');
  const amounts = chargeOf('BUILD', sizeOf(plan.flavor));
  const charge = {
    name: `server ${wanted.name}`.slice(0, 100).toWellFormed(),
    charges: chargesOf(caller.user, plan.project, amounts),
  };
  let server: ServerRow;
  try {
    server = await withHold(compute.ledger, { ...charge, decision: 'accept' }, (tx) =>
      recordServer(compute, tx, plan),
    );
  } catch (error) {
    if (isForeignKeyViolation(error, GUESSED_BACKEND)) return createServer(compute, caller, wanted, place);
    throw error;
  }
  compute.killPoint('compute.create.recorded');
  return { server, adminPass };
}

/** Refuses a server whose guessed back end was removed since: the next guess is another. */
const GUESSED_BACKEND = 'servers_live_backend_id_fkey';

/** The checks in the order of spec/compute-api 1.3, none of which changes anything. */
async function planOf(
  compute: Compute,
  caller: Caller,
  wanted: NewServer,
  place: Pick<NewServerPlan, 'backend'>,
): Promise<{ plan: NewServerPlan; adminPass: string }> {
  const { settings } = compute;
  compute.disk.requireRoom(0);
  refuseUnbuilt(wanted);
  checkPersonality(wanted.personality, settings);
  checkUserData(wanted.user_data);
  const project = wanted.project ?? caller.defaultProject;
  const flavor = await usableFlavor(compute, caller, wanted.flavorRef);
  if (!mayCreate(compute, caller, flavor)) fail('flavor_closed', { id: flavor.id });
  const adminPass = passwordOf(wanted.adminPass);
  const keyNames = keyNamesOf(wanted);
  const name = checkServerName(wanted.name);
  checkMetadata(wanted.metadata, settings.CYCLADES_VM_MAX_METADATA);
  const tags = checkTags(wanted.tags, settings.CYCLADES_VM_MAX_TAGS);
  if (wanted.shared_to_project) requireSharing(compute);
  const image = await imageOfServer(compute, caller, wanted, flavor);
  if (!caller.projects.includes(project)) fail('not_in_project', { project });
  await checkFlavorOfProject(compute, flavor, project);
  const ports = await portsOfNewServer(compute, caller, wanted.networks);
  const authorizedKeys = await authorizedKeysOf(compute, caller, keyNames);
  const { diskFormat } = image;
  const guess = await guessPlacement(compute, { user: caller.user, project, flavor, diskFormat, ...place });
  const config = configOf({ ...wanted, name }, { image, adminPass, authorizedKeys });
  const made = wanted.adminPass === undefined ? { madePassword: adminPass } : {};
  const plan = {
    caller,
    wanted: { ...wanted, tags },
    project,
    flavor,
    image,
    ports,
    keyNames,
    config,
    guess,
    ...made,
    ...place,
  };
  return { plan, adminPass };
}

async function imageOfServer(
  compute: Compute,
  caller: Caller,
  wanted: NewServer,
  flavor: FlavorRow,
): Promise<ImageRecord> {
  const id = imageIdOf(wanted, flavor.disk);
  const image = await borrowImage(compute, caller, id);
  if (image.state !== 'AVAILABLE') fail('image_not_ready', { id });
  if (image.sizeBytes > BigInt(flavor.disk) << 30n) {
    fail('image_too_big', { needed: image.sizeBytes, disk: flavor.disk });
  }
  return image;
}
