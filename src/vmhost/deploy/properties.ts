/** Properties of an image that steer how it is set up, by upper-case name (spec/node-side 1.5). */
export type ImageProperties = Readonly<Record<string, string>>;

const NO = new Set(['no', 'false', '0', 'off', 'unset', '']);

/** A property that is yes or no: anything but a word for no means yes. */
export function isSet(value: string | undefined): boolean {
  return value !== undefined && !NO.has(value.trim().toLowerCase());
}

/** Tasks that are done here, in this order. */
export type Task =
  | 'FixPartitionTable'
  | 'FilesystemResizeUnmounted'
  | 'AddSwap'
  | 'AssignHostname'
  | 'ChangeMachineId'
  | 'ChangePassword'
  | 'DeleteSSHKeys'
  | 'SELinuxAutorelabel'
  | 'EnforcePersonality';

const OUTSIDE_FILES: readonly Task[] = ['FixPartitionTable', 'FilesystemResizeUnmounted'];

/** Whether the image wants this task to be left out. */
export function isExcluded(task: Task, properties: ImageProperties): boolean {
  if (isSet(properties['EXCLUDE_ALL_TASKS'])) return true;
  if (isSet(properties[`EXCLUDE_TASK_${task.toUpperCase()}`])) return true;
  if (task === 'FilesystemResizeUnmounted' && isSet(properties['EXCLUDE_FILESYSTEMRESIZE_TASKS']))
    return true;
  return isSet(properties['EXCLUDE_MOUNTED_TASKS']) && !OUTSIDE_FILES.includes(task);
}

/** Properties that the original obeys and that have no effect here; each is told to the owner. */
export const WITHOUT_EFFECT = [
  'CUSTOM_TASK',
  'ALLOW_MOUNTED_TASK_OVERWRITING',
  'NM_NETWORKING',
  'OFFLINE_NTFSRESIZE',
  'OFFLINE_NTFSRESIZE_NOCHECK',
] as const;
