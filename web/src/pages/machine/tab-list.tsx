import { Link } from '@tanstack/react-router';
import type { MachineView } from '../../live/machine-view.ts';
import { whyNot } from '../../text/machine-words.ts';

/** The tabs of a machine; a screen that cannot be there says why. */
export function TabList({ view: { machine } }: { view: MachineView }) {
  const params = { id: String(machine.id) };
  const noScreen = whyNot(machine, 'screen');
  return (
    <nav className="tabs" aria-label="About this machine">
      <Link to="/machines/$id" params={params} activeOptions={{ exact: true, includeSearch: false }}>
        Overview
      </Link>
      {noScreen === null || machine.status === 'STOPPED' ? (
        <Link to="/machines/$id/screen" params={params} activeOptions={{ includeSearch: false }}>
          Screen
        </Link>
      ) : (
        <span className="off" title={noScreen}>
          Screen
        </span>
      )}
      <Link to="/machines/$id/activity" params={params} activeOptions={{ includeSearch: false }}>
        Activity
      </Link>
      <Link to="/machines/$id/settings" params={params} activeOptions={{ includeSearch: false }}>
        Settings
      </Link>
    </nav>
  );
}
