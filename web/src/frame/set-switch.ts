import { IconArrowLeft, IconShieldHalf, type Icon } from '@tabler/icons-react';
import { say } from '#text/frame';
import { useSession } from '../api/use-session.ts';
import type { AreaPage } from '../areas/area.ts';
import { pagesOf } from '../areas/areas.ts';
import { SETS } from '../areas/groups.ts';
import { useSet } from './use-set.ts';

/** The way to the other set of the navigation; undefined for whoever has one only. */
export function useSetSwitch(): { to: AreaPage['to']; label: string; icon: Icon } | undefined {
  const [first] = pagesOf(useSession(), SETS.administration);
  const set = useSet();
  if (first === undefined) return undefined;
  return set === 'own'
    ? { to: first.to, label: say.administration, icon: IconShieldHalf }
    : { to: '/', label: say.backToOwn, icon: IconArrowLeft };
}
