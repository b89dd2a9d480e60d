import { say } from '#text/files';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconUsers } from '@tabler/icons-react';
import type { Person } from '../../../api/session.ts';
import { sharersQuery } from '../../../api/sharers.ts';
import { Name } from '../../../parts/name.tsx';
import { usePersonWord } from '../details/person-word.ts';
import styles from '../files.module.css';

/** Who shares files with the person; nothing while nobody does. */
export function SharedSide({ person, current }: { person: Person; current: string | undefined }) {
  const { data: sharers = [] } = useQuery(sharersQuery(person.uuid));
  const word = usePersonWord(person, sharers);
  if (sharers.length === 0) return null;
  return (
    <>
      <div className="nav-section">{say.sharedWithMe}</div>
      {sharers.map((owner) => (
        <Link
          key={owner}
          to="/files"
          search={{ owner }}
          className={owner === current ? 'nav-link on files-link' : 'nav-link files-link'}
        >
          <IconUsers size={17} stroke={1.7} aria-hidden />
          <span className="cut">
            <Name of={word(owner)} />
          </span>
        </Link>
      ))}
    </>
  );
}

/** The same on a phone, beside the containers. */
export function SharedPicks({ person, current }: { person: Person; current: string | undefined }) {
  const { data: sharers = [] } = useQuery(sharersQuery(person.uuid));
  const word = usePersonWord(person, sharers);
  return sharers.map((owner) => (
    <Link
      key={owner}
      to="/files"
      search={{ owner }}
      {...(owner === current ? { 'aria-current': true } : {})}
      activeProps={{}}
    >
      <IconUsers size={15} stroke={1.7} aria-hidden />
      <span className={`cut ${styles['place']}`}>
        <Name of={word(owner)} />
      </span>
    </Link>
  ));
}
