import { Link } from '@tanstack/react-router';
import { say } from '#text/one-machine';
import type { MachineView } from '../../live/machine-view.ts';
import { whyNot } from '../../text/machine-words.ts';

/** The tabs of a machine; a screen that cannot be there says why. */
export function TabList({ view: { machine } }: { view: MachineView }) {
  const params = { id: String(machine.id) };
  const noScreen = whyNot(machine, 'screen');
  return (
    <nav className="tabs" aria-label={say.about}>
      <Link to="/machines/$id" params={params} activeOptions={{ exact: true, includeSearch: false }}>
        {say.overview}
      </Link>
      {noScreen === null || machine.status === 'STOPPED' ? (
        <Link to="/machines/$id/screen" params={params} activeOptions={{ includeSearch: false }}>
          {say.screen}
        </Link>
      ) : (
        <span className="off" title={noScreen}>
          {say.screen}
        </span>
      )}
      <Link to="/machines/$id/activity" params={params} activeOptions={{ includeSearch: false }}>
        {say.activity}
      </Link>
      <Link to="/machines/$id/settings" params={params} activeOptions={{ includeSearch: false }}>
        {say.settings}
      </Link>
    </nav>
  );
}
