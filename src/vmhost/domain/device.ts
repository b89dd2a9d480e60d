import { refuse } from './failure.ts';

export type DeviceChange<T> = [operation: 'add' | 'remove' | 'modify', identifier: string, parameters: T];

/** A device by index (-1 is the last), name or uuid. */
export function deviceIndex(
  devices: { uuid: string; name: string | null }[],
  identifier: string,
  kind: string,
): number {
  const index = /^-?\d+$/.test(identifier)
    ? Number(identifier) === -1
      ? devices.length - 1
      : Number(identifier)
    : devices.findIndex(({ uuid, name }) => uuid === identifier || name === identifier);
  if (devices[index] === undefined)
    refuse(`Could not find ${kind} with identifier ${identifier}`, 'unknown_entity');
  return index;
}
