/** The sections of the form, in their order. */
export const SECTIONS = ['image', 'size', 'network', 'access', 'extras'] as const;
export type SectionName = (typeof SECTIONS)[number];

/**
 * What was chosen so far. It is the query of the address, so that it survives a reload, Back works, and a half-filled form
 * can be sent to a colleague. What is absent has its default.
 */
export interface Draft {
  open?: SectionName;
  image?: string;
  size?: number;
  /** Ids of networks; an empty list is a machine without. */
  networks?: string[];
  name?: string;
  keys?: string[];
  /** A machine in error that this one takes the place of. */
  instead?: number;
}

/** The draft that an address holds; what makes no sense in it is left out. */
export function draftOf(search: Record<string, unknown>): Draft {
  const open = SECTIONS.find((section) => section === search['open']);
  const image = search['image'];
  const name = search['name'];
  return {
    ...(open === undefined ? {} : { open }),
    ...(typeof image === 'string' ? { image } : {}),
    ...numberOf(search, 'size'),
    ...textsOf(search, 'networks'),
    // A name that is all digits comes back from the address as a number.
    ...(typeof name === 'string' || typeof name === 'number' ? { name: String(name) } : {}),
    ...textsOf(search, 'keys'),
    ...numberOf(search, 'instead'),
  };
}

function numberOf<Key extends string>(search: Record<string, unknown>, key: Key): { [key in Key]?: number } {
  const value = search[key];
  return (Number.isSafeInteger(value) ? { [key]: value } : {}) as { [key in Key]?: number };
}

function textsOf<Key extends string>(search: Record<string, unknown>, key: Key): { [key in Key]?: string[] } {
  const value = search[key];
  const found = Array.isArray(value) ? value.filter((each) => typeof each === 'string') : undefined;
  return (found === undefined ? {} : { [key]: found }) as { [key in Key]?: string[] };
}
