import { useQuery } from '@tanstack/react-query';
import { cloudQuery } from '../api/cloud.ts';
import { EMULATED } from './emulated.ts';

/** The end of every page. */
export function Footer() {
  const { data: cloud } = useQuery(cloudQuery);
  return (
    <footer className="footer">
      <span>
        {cloud?.name ?? 'Synnefo'} {cloud?.version}
      </span>
      {cloud?.emulated === true && <span className="push only-phone">{EMULATED}</span>}
    </footer>
  );
}
