import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { IconKeyboard } from '@tabler/icons-react';
import { useEffect, useMemo, useState } from 'react';
import { say } from '#text/palette';
import { useSession } from '../api/use-session.ts';
import type { AreaPalette, Found, Ways } from '../areas/area.ts';
import { areasOf } from '../areas/areas.ts';
import { openKeyList } from './palette-state.ts';

/** Nobody is asked while somebody types. */
const PAUSE_MS = 250;
/** A single letter is in nearly every name. */
const SHORTEST = 2;

/** What the palette can show, as titled groups in their order; `looking` while somebody is still being asked. */
export function useFound(
  opened: boolean,
  text: string,
): { groups: [title: string, found: Found[]][]; looking: boolean } {
  const client = useQueryClient();
  const person = useSession();
  const navigate = useNavigate();
  const ways = useMemo<Ways>(
    () => ({ client, person, navigate: (to) => void navigate(to) }),
    [client, person, navigate],
  );
  const palettes = usePalettes(opened);
  const [all, setAll] = useState<Found[][]>([]);
  const [asked, setAsked] = useState<{ text: string; found: Found[][] }>({ text: '', found: [] });
  useEffect(() => {
    let current = opened;
    if (opened)
      void each(palettes, async (palette) => palette.all?.(ways) ?? []).then((found) => {
        if (current) setAll(found);
      });
    return () => {
      current = false;
    };
  }, [opened, palettes, ways]);
  const long = opened && text.length >= SHORTEST;
  useEffect(() => {
    if (!long) return;
    const asking = new AbortController();
    const timer = setTimeout(() => {
      void each(palettes, async (palette) => palette.ask?.(text, ways, asking.signal) ?? []).then((found) => {
        if (!asking.signal.aborted) setAsked({ text, found });
      });
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      asking.abort();
    };
  }, [long, palettes, text, ways]);
  const things = palettes.map(({ title }, at): [string, Found[]] => [
    title,
    [...(all[at] ?? []), ...(long ? (asked.found[at] ?? []) : [])],
  ]);
  const every = things.flatMap(([, found]) => found);
  return {
    groups: [
      ...things.map(([title, found]): [string, Found[]] => [
        title,
        found.filter(({ kind }) => kind === undefined),
      ]),
      [say.groupDo, [...every.filter(({ kind }) => kind === 'do'), keys]],
      [say.groupGo, [...pages(ways), ...every.filter(({ kind }) => kind === 'go')]],
    ],
    looking: long && asked.text !== text,
  };
}

/** An area that cannot answer has nothing to show; the others do. */
function each(palettes: AreaPalette[], find: (palette: AreaPalette) => Promise<Found[]>): Promise<Found[][]> {
  return Promise.all(palettes.map((palette) => find(palette).catch(() => [])));
}

function usePalettes(opened: boolean): AreaPalette[] {
  const person = useSession();
  const [palettes, setPalettes] = useState<AreaPalette[]>([]);
  useEffect(() => {
    if (!opened || palettes.length > 0) return;
    const loading = areasOf(person).flatMap(({ palette }) => (palette === undefined ? [] : [palette()]));
    void Promise.allSettled(loading).then((loaded) =>
      setPalettes(loaded.flatMap((one) => (one.status === 'fulfilled' ? [one.value.palette] : []))),
    );
  }, [opened, palettes, person]);
  return palettes;
}

const keys: Found = {
  key: 'keys',
  kind: 'do',
  label: say.shortcuts,
  detail: '?',
  icon: IconKeyboard,
  go: openKeyList,
};

function pages({ person, navigate }: Ways): Found[] {
  return areasOf(person)
    .flatMap((area) => area.pages ?? [])
    .map(({ to, label, icon, letter }) => ({
      key: `page-${to}`,
      kind: 'go',
      label,
      detail: letter === undefined ? '' : `G ${letter.toUpperCase()}`,
      icon,
      go: () => navigate({ to }),
    }));
}
