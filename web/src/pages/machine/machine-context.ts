import { createContext, useContext } from 'react';
import type { MachineView } from '../../live/machine-view.ts';

export const MachineContext = createContext<MachineView | null>(null);

/** The machine of the page that this is drawn in. */
export function useThisMachine(): MachineView {
  const view = useContext(MachineContext);
  if (view === null) throw new Error('useThisMachine outside of a machine page');
  return view;
}
