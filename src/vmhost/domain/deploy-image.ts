import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { Deadline } from '../deploy/deadline.ts';
import { type Deployment, growDisk, setUpFiles } from '../deploy/deploy.ts';
import { DeployError } from '../deploy/failure.ts';
import { type ImageProperties, isSet, type Task, WITHOUT_EFFECT } from '../deploy/properties.ts';
import { Sectors } from '../deploy/sectors.ts';
import { findRoot, readTable, type Root } from '../deploy/survey.ts';
import { missingDeployPackages, Workshop } from '../deploy/workshop.ts';
import type { MachineHome } from '../qemu/machine.ts';
import type { InstanceRecord } from '../store/records.ts';
import { failed } from './failure.ts';
import type { JobContext, Vmhost } from './vmhost.ts';

/** The disk that holds a copied image. */
export interface FilledDisk {
  file: string;
  bytes: number;
  format: string;
}

/**
 * Sets up what was copied to a disk, as snf-image does: not at all where the system reads the config drive itself, which
 * CLOUD_INIT or a look into its files says; else by tools in a sandbox. A disk that we cannot set up stays as it is, with a
 * warning, unless the image says that it has nothing else (CLOUD_INIT=no, extdump): then it is a failure.
 */
export async function deployImage(
  vmhost: Vmhost,
  { signal }: Pick<JobContext, 'signal'>,
  instance: InstanceRecord,
  home: MachineHome,
  filled: FilledDisk,
): Promise<void> {
  const config = vmhost.pendingConfigs.get(instance.uuid);
  const properties: ImageProperties = config?.image.properties ?? {};
  if (isSet(properties['EXCLUDE_ALL_TASKS']) || isSet(properties['CLOUD_INIT'])) return;
  const file = await open(join(home.folder, filled.file), constants.O_RDWR | constants.O_NOFOLLOW);
  const messenger = new Messenger(vmhost, instance);
  try {
    const disk = new Sectors(file, filled.bytes);
    const limits = { deadline: new Deadline(vmhost.clock), fileBytes: filled.bytes };
    const workshop = new Workshop(home, filled.file, limits, signal);
    const isOnlyWay = filled.format === 'extdump' || properties['CLOUD_INIT'] !== undefined;
    const found = await survey(disk, workshop, properties).catch((error: unknown) => {
      if (!(error instanceof DeployError) || isOnlyWay) throw error;
      messenger.warn(`${NOT_SET_UP} ${error.message}`);
    });
    if (found === undefined) return;
    const { table, root } = found;
    if (root?.readsDrive === true && properties['CLOUD_INIT'] === undefined) return;
    const deployment: Deployment = {
      ...{ disk, workshop, table, properties, config },
      hostname: instance.hostname,
      now: vmhost.clock.now(),
      newUuid: () => vmhost.ids.uuid(),
      doing: (task, work) => messenger.doing(task, work),
    };
    if (root !== undefined) await setUp(deployment, root, messenger);
    else if (isOnlyWay) throw new DeployError(NO_ROOT);
    else {
      if (filled.format === 'ntfsdump') await growDisk(deployment);
      messenger.warn(`${NOT_SET_UP} ${NO_ROOT}`);
    }
    await file.sync();
  } catch (error) {
    if (!(error instanceof DeployError)) throw error;
    messenger.error(error.message);
    throw failed(`The image could not be set up. ${error.message}`, error, 'setup_failed');
  } finally {
    await file.close();
  }
}

const NOT_SET_UP = 'The machine starts as its image is: it was not set up.';
const NO_ROOT = 'It holds no Linux system on a file system of the ext family.';

/** The partitions and, where there is one, the system; undefined where there are no partitions. */
async function survey(
  disk: Sectors,
  workshop: Workshop,
  properties: ImageProperties,
): Promise<(Pick<Deployment, 'table'> & { root: Root | undefined }) | undefined> {
  const table = await readTable(disk);
  if (table === undefined) return undefined;
  const family = properties['OSFAMILY']?.trim().toLowerCase() ?? 'linux';
  if (family !== 'linux') return { table, root: undefined };
  const missing = await missingDeployPackages();
  if (missing.length > 0) {
    const command = `apt-get install --no-install-recommends ${missing.join(' ')}`;
    throw new DeployError(`The host has no ${missing.join(' and ')}. Install with: ${command}`);
  }
  const root = await findRoot(disk, table, workshop, properties);
  return { table, root };
}

async function setUp(deployment: Deployment, root: Root, messenger: Messenger): Promise<void> {
  const { properties } = deployment;
  for (const name of WITHOUT_EFFECT)
    if (isSet(properties[name])) messenger.warn(`The property ${name} has no effect here.`);
  messenger.info('Starting customization...');
  const swap = await growDisk(deployment);
  if (!isSet(properties['EXCLUDE_MOUNTED_TASKS'])) await setUpFiles(deployment, root, swap);
  messenger.info('Image customization finished successfully.');
}

/** What is told to the owner while the image is set up (spec/node-side 1.10). */
class Messenger {
  readonly #send: (message: Record<string, unknown>) => void;

  constructor(vmhost: Vmhost, { name }: InstanceRecord) {
    this.#send = (message) => vmhost.sendProgress(name, message);
  }

  async doing<T>(task: Task, work: () => Promise<T> | T): Promise<T> {
    this.#send({ type: 'image-helper', subtype: 'task-start', task });
    const made = await work();
    this.#send({ type: 'image-helper', subtype: 'task-end', task });
    return made;
  }

  info(text: string): void {
    this.#send({ type: 'image-info', messages: [text] });
  }

  warn(text: string): void {
    this.#send({ type: 'image-helper', subtype: 'warning', messages: [text] });
  }

  error(text: string): void {
    this.#send({ type: 'image-helper', subtype: 'error', messages: [text] });
  }
}
