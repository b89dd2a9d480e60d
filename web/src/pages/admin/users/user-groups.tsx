import { Select } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { ADMIN_ROLE } from '#contract/admin-role';
import { say } from '#text/users';
import type { Account } from '../../../api/users.ts';
import { useSession } from '../../../api/use-session.ts';
import { useUserActions } from '../../../live/user-actions.ts';
import { ActButton, ActIcon } from '../../../parts/act-button.tsx';
import { Confirm } from '../../../parts/confirm.tsx';
import { Name } from '../../../parts/name.tsx';
import { noteFailure, noteWithUndo } from '../../../parts/undo-note.tsx';
import { plainName } from '../../../text/plain-name.ts';
import css from './users.module.css';

/** Groups give rights: that of administrators is asked about, the others are joined and left with a way back. */
export function UserGroups({ account, groups }: { account: Account; groups: readonly string[] }) {
  const { act } = useUserActions();
  const isOwn = useSession().uuid === account.uuid;
  const [asked, setAsked] = useState<'give' | 'take'>();
  const [chosen, setChosen] = useState<string | null>(null);
  const ordinary = account.groups.filter((group) => group !== ADMIN_ROLE);
  const left = groups.filter((group) => group !== ADMIN_ROLE && !account.groups.includes(group));
  const put = (group: string) => act(account.uuid, { add_group: { group } });
  const take = (group: string) => act(account.uuid, { remove_group: { group } });
  const told = (work: Promise<void>, words: string, undo: () => Promise<void>) =>
    work.then(
      () => noteWithUndo(words, undo),
      (error: unknown) => noteFailure(say.notChanged, error),
    );
  return (
    <section className="card pad" aria-label={say.groups}>
      <h2 className="h2">{say.groups}</h2>
      <p className="sub under-head">{account.admin ? say.isAdministrator : say.noAdministrator}</p>
      {ordinary.length > 0 && (
        <div className={css.groups}>
          {ordinary.map((group) => (
            <span key={group} className="tag row tight">
              <Name of={group} />
              <ActIcon
                size={24}
                aria-label={say.leaveGroup({ group: plainName(group) })}
                onClick={() =>
                  void told(take(group), say.groupLeft({ group: plainName(group) }), () => put(group))
                }
              >
                <IconX size={13} aria-hidden />
              </ActIcon>
            </span>
          ))}
        </div>
      )}
      <div className={`row wrap-row ${css.groups}`}>
        {left.length > 0 && (
          <Select
            aria-label={say.chooseGroup}
            placeholder={say.chooseGroup}
            data={left}
            value={chosen}
            searchable
            onChange={(group) => {
              setChosen(null);
              if (group !== null)
                void told(put(group), say.groupJoined({ group: plainName(group) }), () => take(group));
            }}
          />
        )}
        <ActButton
          variant="default"
          disabled={isOwn}
          {...(isOwn ? { title: say.notYourself } : {})}
          onClick={() => setAsked(account.admin ? 'take' : 'give')}
        >
          {account.admin ? say.takeAdmin : say.giveAdmin}
        </ActButton>
      </div>
      {asked !== undefined && (
        <Confirm
          title={(asked === 'give' ? say.giveAdminAsk : say.takeAdminAsk)({
            email: plainName(account.email),
          })}
          deed={asked === 'give' ? say.giveAdmin : say.takeAdmin}
          keep={say.leaveAsItIs}
          act={() => act(account.uuid, { set_admin: { admin: asked === 'give' } })}
          onClose={() => setAsked(undefined)}
        >
          {asked === 'give' ? say.giveAdminMeans : say.takeAdminMeans}
        </Confirm>
      )}
    </section>
  );
}
