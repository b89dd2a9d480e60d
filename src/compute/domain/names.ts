import { fail } from '../errors.ts';

/** Name of a server in its back end: the prefix and the number. */
export function instanceName(prefix: string, server: number): string {
  return `${prefix}${server}`;
}

/** The number in a back end's name, or undefined when the name is not one of ours: prefix, then digits only. */
export function serverOfInstance(prefix: string, name: string): number | undefined {
  return numberAfter(prefix, name);
}

export function portName(prefix: string, port: number): string {
  return `${prefix}nic-${port}`;
}

export function portOfName(prefix: string, name: string): number | undefined {
  return numberAfter(`${prefix}nic-`, name);
}

export function volumeName(prefix: string, volume: number): string {
  return `${prefix}vol-${volume}`;
}

export function networkOfName(prefix: string, name: string): number | undefined {
  return numberAfter(`${prefix}net-`, name);
}

export function networkName(prefix: string, network: number): string {
  return `${prefix}net-${network}`;
}

function numberAfter(prefix: string, name: string): number | undefined {
  if (!name.startsWith(prefix)) return undefined;
  const digits = name.slice(prefix.length);
  return /^[1-9]\d{0,8}$/.test(digits) ? Number(digits) : undefined;
}

/** The name, when an address can hold it: `.` and `..` are taken out by every client before they are sent. */
export function checkAddressable(name: string, what: string): string {
  return name === '.' || name === '..' ? fail('not_addressable', { what }) : name;
}
