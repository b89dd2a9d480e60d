import type { InstanceConfig } from '#contract/instance-config';
import { checkedFile } from '../config-drive/documents.ts';
import { applyEdits, type Edit, foldersAbove } from './edits.ts';
import { DeployError } from './failure.ts';
import { fileSystemAt, type GuestView, lastLine, lookAt } from './guest-files.ts';
import { growGpt } from './gpt.ts';
import { growMbr } from './mbr.ts';
import { lastPartition, type Partition } from './partitions.ts';
import { type ImageProperties, isExcluded, type Task } from './properties.ts';
import type { Sectors } from './sectors.ts';
import { isExt, type PartitionTable, type Root } from './survey.ts';
import { addKeys, keyFilePaths, keyFiles } from './tasks/authorized-keys.ts';
import { renewHostKeys } from './tasks/host-keys.ts';
import { setHostname } from './tasks/hostname.ts';
import { changeMachineId } from './tasks/machine-id.ts';
import { setPassword } from './tasks/password.ts';
import { putFiles } from './tasks/personality.ts';
import { wantLabels } from './tasks/selinux.ts';
import { makeSwap, swapWanted, useSwap } from './tasks/swap.ts';
import type { Workshop } from './workshop.ts';

/** What an image is set up with. */
export interface Deployment {
  disk: Sectors;
  workshop: Workshop;
  table: PartitionTable;
  properties: ImageProperties;
  hostname: string;
  config: InstanceConfig | undefined;
  now: Date;
  newUuid(): string;
  /** Does a task, and tells that it begins and ends. */
  doing<T>(task: Task, work: () => Promise<T> | T): Promise<T>;
}

/** What is left of the swap partition's making. */
interface Swap {
  uuid: string;
  partition: Partition;
}

/** Lets the last partition and its file system fill the disk, and makes a swap area where the image wants one. */
export async function growDisk(deployment: Deployment): Promise<Swap | undefined> {
  const { disk, table, properties, workshop } = deployment;
  const last = lastPartition(table.partitions)!;
  const wanted = isExcluded('AddSwap', properties) ? undefined : swapWanted(properties['SWAP']);
  const uuid = deployment.newUuid();
  if (!isExcluded('FixPartitionTable', properties)) {
    await deployment.doing('FixPartitionTable', () =>
      table.kind === 'gpt'
        ? growGpt(disk, table, wanted && { ...wanted, uuid })
        : growMbr(disk, table, wanted),
    );
  }
  if (!isExcluded('FilesystemResizeUnmounted', properties) && (await isExt(disk, last)))
    await deployment.doing('FilesystemResizeUnmounted', () => growFileSystem(workshop, last));
  if (wanted === undefined) return undefined;
  const partition = table.partitions.find(({ number }) => number === wanted.number);
  if (partition === undefined || partition.sectors < MIN_SWAP_SECTORS)
    throw new DeployError(`The disk has no partition ${wanted.number} that SWAP could be.`);
  await makeSwap(disk, partition, uuid);
  return { uuid, partition };
}

/** Ten pages, as `mkswap` wants. */
const MIN_SWAP_SECTORS = 80;

const CHECK_ALL = `e2fsck -fp "$1"; [ $? -lt 2 ]`;
const GROW = `${CHECK_ALL} || exit 40; resize2fs "$1" "$2"`;

async function growFileSystem(workshop: Workshop, { first, sectors }: Partition): Promise<void> {
  const { code, text } = await workshop.run(GROW, [fileSystemAt(first), `${sectors}s`]);
  if (code === 40) throw new DeployError('The file system of the image is damaged.');
  if (code !== 0) throw new DeployError(`The file system could not grow (${lastLine(text)}).`);
}

/** Sets up the files of the system: who it is, who may log in, and what its owner wants to find there. */
export async function setUpFiles(deployment: Deployment, root: Root, swap?: Swap): Promise<void> {
  const { workshop, properties, config } = deployment;
  const fileSystem = fileSystemAt(root.partition.first);
  const { code } = await workshop.run(CHECK_ALL, [fileSystem]);
  if (code !== 0) throw new DeployError('The file system of the image is damaged.');
  const hasKeys = (config?.authorizedKeys.length ?? 0) > 0;
  const places =
    hasKeys && !isExcluded('ChangePassword', properties) ? keyFiles(root.guest, config!.users) : [];
  const files = (config?.personality ?? []).map(checkedFile);
  const wanted = [...keyFilePaths(places), ...files.flatMap(({ path }) => [...foldersAbove(path), path])];
  const seen = wanted.length === 0 ? new Map() : await lookAt(workshop, fileSystem, [...new Set(wanted)]);
  const guest: GuestView = new Map([...root.guest, ...seen]);
  const edits = await editsOf(deployment, guest, { places, files, swap });
  await applyEdits(workshop, root.partition.first, merged(edits));
}

async function editsOf(
  deployment: Deployment,
  guest: GuestView,
  made: {
    places: ReturnType<typeof keyFiles>;
    files: ReturnType<typeof checkedFile>[];
    swap: Swap | undefined;
  },
): Promise<Edit[]> {
  const { properties, hostname, config, now, doing } = deployment;
  const steps: [Task, () => Edit[] | Promise<Edit[]>][] = [
    ['AddSwap', () => (made.swap === undefined ? [] : useSwap(guest, made.swap.uuid))],
    ['AssignHostname', () => setHostname(guest, hostname)],
    ['ChangeMachineId', () => changeMachineId(guest, deployment.newUuid())],
    ['ChangePassword', () => logins(guest, config, made.places, now)],
    ['DeleteSSHKeys', () => renewHostKeys(guest, hostname)],
    ['SELinuxAutorelabel', () => wantLabels(guest)],
    ['EnforcePersonality', () => putFiles(guest, made.files)],
  ];
  const edits: Edit[] = [];
  for (const [task, work] of steps) {
    if (isExcluded(task, properties) || (task === 'AddSwap' && made.swap === undefined)) continue;
    edits.push(...(await doing(task, work)));
  }
  return edits;
}

function logins(
  guest: GuestView,
  config: InstanceConfig | undefined,
  places: ReturnType<typeof keyFiles>,
  now: Date,
): Edit[] {
  if (config === undefined) return [];
  const { adminPasswordHash: hash, authorizedKeys } = config;
  const users = config.users.length > 0 ? config.users : ['root'];
  const password = hash === '' ? [] : setPassword(guest, { users, hash, now });
  return [...password, ...addKeys(guest, places, authorizedKeys)];
}

/** The last of several changes of one path counts; a folder is made where it is wanted first. */
function merged(edits: readonly Edit[]): Edit[] {
  const byPath = new Map<string, Edit>();
  for (const edit of edits) {
    if (edit.kind === 'folder' && byPath.has(edit.path)) continue;
    byPath.delete(edit.path);
    byPath.set(edit.path, edit);
  }
  return [...byPath.values()];
}
