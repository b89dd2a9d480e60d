import type { QueryClient } from '@tanstack/react-query';
import type { LinkProps, NavigateOptions } from '@tanstack/react-router';
import type { Icon } from '@tabler/icons-react';
import type { Person, Right } from '../api/session.ts';
import type { Group } from './groups.ts';

/** A part of the console, with all that the frame shows of it. What an area does not have it leaves out. */
export interface Area {
  /** Who may not do this never meets the area. */
  right?: Right;
  pages?: readonly AreaPage[];
  /** What it adds to the palette; its script comes when the palette is opened. */
  palette?: () => Promise<{ palette: AreaPalette }>;
  /** What only the person can settle: rows of the Overview. */
  useNeeds?: (person: Person) => Need[];
  /** What everybody has to know now: bars under the top bar. */
  useAlerts?: () => Alert[];
  /** What was asked for and goes on by itself. */
  useWork?: () => Work[];
  /** What goes on, or waits, while the cloud cannot be reached. */
  useMeanwhile?: () => string | undefined;
  /** What each thing does now, in a word, by its name: a change is told to who cannot see it. */
  useStates?: () => ReadonlyMap<string, Spoken> | undefined;
}

/** An entry of the navigation. */
export interface AreaPage {
  to: NonNullable<LinkProps['to']>;
  label: string;
  icon: Icon;
  group: Group;
  /** The letter after G. */
  letter?: string;
  /** It has a place of its own in the bar of a phone; the others are under More. */
  onPhone?: true;
  /** How many there are, as far as it is known without asking. */
  useCount?: () => number | undefined;
  /** How many of them are in error. */
  useFailed?: () => number;
}

export interface Need {
  key: string;
  icon: Icon;
  /** `brand`: others wait for the person. */
  kind: 'bad' | 'warn' | 'brand';
  title: string;
  detail: string;
  button: string;
  to: Pick<LinkProps, 'to' | 'params' | 'search'>;
}

export interface Alert {
  key: string;
  icon: Icon;
  text: string;
}

/** A line of the top bar's list. */
export interface Work {
  key: string;
  name: string;
  /** What is going on: "Building 62%". */
  state: string;
  /** Where it can be watched, below /ui. */
  href: string;
}

export interface Spoken {
  name: string;
  state: string;
}

/** What an area finds and does by the palette. */
export interface AreaPalette {
  /** The title of what it finds. */
  title: string;
  /** All that it has, where that is not much: the palette looks through it by itself. */
  all?: (ways: Ways) => Found[] | Promise<Found[]>;
  /** Asks the cloud for what a text finds, after a pause in the typing. */
  ask?: (text: string, ways: Ways, signal: AbortSignal) => Promise<Found[]>;
}

/** Something that the palette can find. */
export interface Found {
  key: string;
  /** It can be done, or gone to; else it stands under the title of its area. */
  kind?: 'do' | 'go';
  /** It stands there only once something is typed: it would crowd an empty palette. */
  whenTyped?: true;
  label: string;
  detail: string;
  icon: Icon;
  go: () => void;
}

/** What an entry of the palette may use to do what it says. */
export interface Ways {
  client: QueryClient;
  person: Person;
  navigate: (to: NavigateOptions) => void;
}
