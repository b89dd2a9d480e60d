import { useQuery } from '@tanstack/react-query';
import { say } from '#text/profile';
import { profileQuery } from '../../api/profile.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { PasswordCard } from './password-card.tsx';
import { ProfileHead } from './profile-tabs.tsx';
import { SessionsCard } from './sessions-card.tsx';
import css from './profile.module.css';

/** The password, and where it opened the console. */
export function SecurityPage() {
  return (
    <>
      <ProfileHead title={say.security} />
      <div className={css.security}>
        <Loaded of={useQuery(profileQuery)} failed={{ title: say.notLoaded }} card>
          {(profile) => <PasswordCard endsToken={profile.password_ends_token} email={profile.email} />}
        </Loaded>
        <SessionsCard />
      </div>
    </>
  );
}
