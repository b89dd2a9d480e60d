import type { ResourceOutline } from './component-outline.ts';

/** A resource that is counted in pieces, shown to users. */
export function counted(name: string, description: string): ResourceOutline {
  return { name, description, unit: null, uiVisible: true, apiVisible: true };
}

/** A resource that is measured in bytes, shown to users. */
export function bytes(name: string, description: string): ResourceOutline {
  return { ...counted(name, description), unit: 'bytes' };
}

/** The same, shown to nobody. */
export function hidden(resource: ResourceOutline): ResourceOutline {
  return { ...resource, uiVisible: false, apiVisible: false };
}
