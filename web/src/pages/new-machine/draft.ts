import { choiceOf, listOf, numberOf, textOf, textsOf, type RawSearch } from '../../routes/search-params.ts';

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
  /** A public address of one's own that the machine gets. */
  address?: string;
  name?: string;
  keys?: string[];
  /** How many alike. */
  count?: number;
  /** Words with commas between them. */
  tags?: string;
  /** A machine in error that this one takes the place of. */
  instead?: number;
}

/** The draft that an address holds; what makes no sense in it is left out. */
export function draftOf(search: RawSearch): Draft {
  return {
    ...choiceOf(search, 'open', SECTIONS),
    ...textsOf(search, 'image', 'address', 'tags'),
    ...numberOf(search, 'size'),
    ...listOf(search, 'networks'),
    // A name that was emptied is not the suggested one.
    ...('name' in search ? { name: textOf(search['name']) } : {}),
    ...listOf(search, 'keys'),
    ...countOf(search),
    ...numberOf(search, 'instead'),
  };
}

/** So many are made at once from one form. */
export const MOST_AT_ONCE = 20;

function countOf(search: RawSearch): { count?: number } {
  const { count = 1 } = numberOf(search, 'count');
  return count > 1 && count <= MOST_AT_ONCE ? { count } : {};
}
