import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconFolder } from '@tabler/icons-react';
import { say } from '#text/overview';
import { say as parts } from '#text/parts';
import { containersQuery } from '../../api/files.ts';
import type { Person } from '../../api/session.ts';
import { bytes } from '../../text/format.ts';
import { containerWord } from '../files/container-words.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { Name } from '../../parts/name.tsx';

const SHOWN = 6;

/** The containers with most in them. */
export function FilesCard({ person }: { person: Person }) {
  return (
    <section className="card clip" aria-label={say.files}>
      <div className="card-head">
        <h2 className="h2">{say.files}</h2>
        <Link to="/files" className="push link">
          {parts.open}
        </Link>
      </div>
      <Loaded
        of={useQuery(containersQuery(person.uuid))}
        failed={{ title: say.filesNotLoaded, stillWorks: say.filesAreSafe }}
        empty={<p className="sub pad">{say.noFiles}</p>}
      >
        {(containers) =>
          containers
            .toSorted((one, other) => other.bytes - one.bytes)
            .slice(0, SHOWN)
            .map((container) => (
              <Link
                key={container.name}
                to="/files"
                search={{ container: container.name }}
                className="list-row flat"
              >
                <IconFolder size={18} stroke={1.6} color="var(--text-3)" className="fixed" aria-hidden />
                <span className="cut strong">
                  <Name of={containerWord(container.name)} />
                </span>
                <span className="push sub num small nowrap">
                  {say.filesOf({ count: container.count, size: bytes(container.bytes) })}
                </span>
              </Link>
            ))
        }
      </Loaded>
    </section>
  );
}
