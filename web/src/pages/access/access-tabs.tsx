import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { sshKeysQuery } from '../../api/ssh-keys.ts';

/** The two halves of Keys & API access; keys are left out where the cloud does not serve them. */
export function AccessTabs() {
  const { data: keys } = useQuery(sshKeysQuery);
  return (
    <nav className="tabs" aria-label="Keys and API access">
      <Link to="/access" activeOptions={{ exact: true, includeSearch: false }}>
        API access
      </Link>
      {keys !== null && (
        <Link to="/access/ssh-keys">
          SSH keys {keys !== undefined && <span className="tag num">{keys.length}</span>}
        </Link>
      )}
    </nav>
  );
}
