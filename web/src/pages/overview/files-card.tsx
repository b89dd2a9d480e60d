import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconFolder } from '@tabler/icons-react';
import { containersQuery } from '../../api/files.ts';
import type { Person } from '../../api/session.ts';
import { bytes, counted } from '../../text/format.ts';
import { containerWord } from '../files/container-words.ts';
import { Name } from '../../parts/name.tsx';

const SHOWN = 6;

/** The containers with most in them. */
export function FilesCard({ person }: { person: Person }) {
  const { data: containers, error } = useQuery(containersQuery(person.uuid));
  const shown = (containers ?? []).toSorted((one, other) => other.bytes - one.bytes).slice(0, SHOWN);
  return (
    <section className="card clip" aria-label="Files">
      <div className="card-head">
        <h2 className="h2">Files</h2>
        <Link to="/files" className="push link" style={{ fontSize: 13 }}>
          Open
        </Link>
      </div>
      {error !== null && <p className="sub pad">Not known now: the file service did not answer.</p>}
      {shown.map((container) => (
        <Link
          key={container.name}
          to="/files"
          search={{ container: container.name }}
          className="list-row"
          style={{ padding: '9px 16px' }}
        >
          <IconFolder size={18} stroke={1.6} color="var(--text-3)" style={{ flex: 'none' }} aria-hidden />
          <span className="cut strong" style={{ fontSize: 13 }}>
            <Name of={containerWord(container.name)} />
          </span>
          <span className="push sub num small" style={{ whiteSpace: 'nowrap' }}>
            {counted(container.count, 'file')}, {bytes(container.bytes)}
          </span>
        </Link>
      ))}
      {containers?.length === 0 && <p className="sub pad">No files yet.</p>}
    </section>
  );
}
