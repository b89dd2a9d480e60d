import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { say } from '#text/access';
import { sshKeysQuery } from '../../api/ssh-keys.ts';

/** The two halves of Keys & API access; keys are left out where the cloud does not serve them. */
export function AccessTabs() {
  const { data: keys } = useQuery(sshKeysQuery);
  return (
    <nav className="tabs" aria-label={say.parts}>
      <Link to="/access" activeOptions={{ exact: true, includeSearch: false }}>
        {say.apiAccess}
      </Link>
      {keys !== null && (
        <Link to="/access/ssh-keys">
          {say.sshKeys} {keys !== undefined && <span className="tag num">{keys.length}</span>}
        </Link>
      )}
    </nav>
  );
}
