import { TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { say } from '#text/profile';
import { type Profile, profileQuery } from '../../api/profile.ts';
import { useProfileActions } from '../../live/profile-actions.ts';
import { CopyIcon } from '../../parts/copy-icon.tsx';
import { FactsCard, WithSide } from '../../parts/detail-page.tsx';
import { Form } from '../../parts/form/form.tsx';
import { useForm } from '../../parts/form/use-form.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { Name } from '../../parts/name.tsx';
import { noteDone } from '../../parts/undo-note.tsx';
import { exactTime } from '../../text/format.ts';
import css from './profile.module.css';
import { ProfileHead } from './profile-tabs.tsx';

/** Who one is to the cloud and to others. */
export function ProfilePage() {
  return (
    <>
      <ProfileHead title={say.profile} />
      <Loaded of={useQuery(profileQuery)} failed={{ title: say.notLoaded }}>
        {(profile) => (
          <WithSide
            side={
              <FactsCard
                title={say.facts}
                facts={[
                  [say.email, <Name key="email" of={profile.email} />],
                  [
                    say.since,
                    <span key="since" className="num">
                      {exactTime(profile.joined)}
                    </span>,
                  ],
                  profile.groups.length > 0 && [
                    say.groups,
                    <Name key="groups" of={profile.groups.join(', ')} />,
                  ],
                  [
                    say.userId,
                    <span key="id" className="row">
                      <span className="mono tiny cut">{profile.uuid}</span>
                      <CopyIcon text={profile.uuid} name={say.yourUserId} />
                    </span>,
                  ],
                ]}
              />
            }
          >
            <NamesCard profile={profile} />
          </WithSide>
        )}
      </Loaded>
    </>
  );
}

function NamesCard({ profile }: { profile: Profile }) {
  const { rename } = useProfileActions();
  const form = useForm({
    initial: { first: profile.first_name, last: profile.last_name },
    check: ({ first, last }) => ({
      ...(first.trim() === '' ? { first: say.giveFirst } : {}),
      ...(last.trim() === '' ? { last: say.giveLast } : {}),
    }),
    async send({ first, last }) {
      await rename(first.trim(), last.trim());
      noteDone(say.renamed({ name: `${first.trim()} ${last.trim()}` }));
    },
  });
  return (
    <section className="card pad" aria-label={say.name}>
      <h2 className="h2">{say.name}</h2>
      <p className="sub under-head">{say.nameMeans}</p>
      <Form
        className={css.form ?? ''}
        form={form}
        deed={say.saveName}
        labels={{ first: say.first, last: say.last }}
      >
        <TextInput label={say.first} autoComplete="given-name" maxLength={256} {...form.field('first')} />
        <TextInput label={say.last} autoComplete="family-name" maxLength={256} {...form.field('last')} />
      </Form>
    </section>
  );
}
