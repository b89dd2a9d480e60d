import { Radio, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { IconX } from '@tabler/icons-react';
import { useState, type FormEvent } from 'react';
import { say } from '#text/images';
import { keys, readAgain } from '../../api/keys.ts';
import { reasonOf } from '../../api/api-error.ts';
import { membersQuery, type Image } from '../../api/images.ts';
import { accountOf, emailsQuery } from '../../api/people.ts';
import { images } from '../../api/services.ts';
import type { Person } from '../../api/session.ts';
import { ActButton, ActIcon } from '../../parts/act-button.tsx';
import { useAway } from '../../api/connection.ts';
import { Avatar } from '../../parts/avatar.tsx';
import { LoadError } from '../../parts/load-error.tsx';
import { noteFailure, noteWithUndo } from '../../parts/undo-note.tsx';
import { useImageChange } from './use-image-change.ts';
import css from './images.module.css';

/** Who may use an image of one's own: everyone, or whom one adds. */
export function ImageSharing({ image, person }: { image: Image; person: Person }) {
  const change = useImageChange(image);
  const away = useAway();
  const [failure, setFailure] = useState('');
  const setPublic = async (isPublic: boolean) => {
    setFailure('');
    await change({ isPublic }).catch((error: unknown) => setFailure(reasonOf(error)));
  };
  return (
    <section className="card clip" aria-label={say.whoMayUse}>
      <div className="card-head">
        <h2 className="h2">{say.whoMayUse}</h2>
      </div>
      <div className="pad grid close">
        <Radio.Group
          aria-label={say.whoMayUse}
          value={image.is_public ? 'everyone' : 'members'}
          onChange={(value) => void setPublic(value === 'everyone')}
        >
          <div className="grid close">
            <Radio
              size="xs"
              value="members"
              disabled={away}
              label={say.youAndMembers}
              description={say.membersMean}
            />
            <Radio
              size="xs"
              value="everyone"
              disabled={away}
              label={say.everyone}
              description={say.everyoneMeans}
            />
          </div>
        </Radio.Group>
        {failure !== '' && (
          <p role="alert" className="failure">
            {failure}
          </p>
        )}
      </div>
      <Members image={image} person={person} />
    </section>
  );
}

function Members({ image, person }: { image: Image; person: Person }) {
  const client = useQueryClient();
  const { data: all, error, refetch } = useQuery(membersQuery(image.id));
  const members = all?.filter((member) => member !== image.owner);
  const { data: emails = {} } = useQuery(emailsQuery(members ?? []));
  const changed = () => readAgain(client, keys.imageMembers(image.id));
  async function set(member: string, isMember: boolean): Promise<void> {
    await (isMember ? images.addMember(image.id, member) : images.removeMember(image.id, member));
    await changed();
  }
  async function remove(member: string, who: string): Promise<void> {
    try {
      await set(member, false);
      noteWithUndo(say.memberRemoved({ who }), () => set(member, true));
    } catch (thrown) {
      noteFailure(say.removeMember({ who }), thrown);
    }
  }
  if (members === undefined) {
    return error === null ? null : (
      <LoadError title={say.membersNotLoaded} error={error} onRetry={() => void refetch()} />
    );
  }
  return (
    <>
      {image.is_public === members.length > 0 && (
        <p className={`sub list-row flat ${css.words}`}>
          {image.is_public ? say.membersStay : say.noMembers}
        </p>
      )}
      {members.map((member) => {
        const who = emails[member] ?? member;
        return (
          <div key={member} className="list-row flat">
            <Avatar name={who} />
            <span className={`grow ${css.value} ${who === member ? 'mono tiny' : ''}`}>{who}</span>
            <ActIcon
              className="push"
              aria-label={say.removeMember({ who })}
              onClick={() => void remove(member, who)}
            >
              <IconX size={16} stroke={1.7} />
            </ActIcon>
          </div>
        );
      })}
      <MemberForm members={members} me={person} emails={emails} add={(member) => set(member, true)} />
    </>
  );
}

function MemberForm({
  members,
  me,
  emails,
  add,
}: {
  members: readonly string[];
  me: Person;
  emails: Record<string, string>;
  add: (member: string) => Promise<void>;
}) {
  const [text, setText] = useState('');
  const [failure, setFailure] = useState('');
  const [working, setWorking] = useState(false);
  async function submit(event: FormEvent) {
    event.preventDefault();
    const who = text.trim();
    if (who === '') return setFailure(say.giveMember);
    if (working) return;
    setWorking(true);
    setFailure('');
    try {
      const member = await accountOf(who);
      if (member === undefined) setFailure(say.noSuchAccount({ who }));
      else if (member === me.uuid) setFailure(say.itIsYou);
      else if (members.includes(member)) setFailure(say.isMember({ who: emails[member] ?? who }));
      else {
        await add(member);
        setText('');
      }
    } catch (error) {
      setFailure(reasonOf(error));
    }
    setWorking(false);
  }
  return (
    <form className="list-row flat top-row" onSubmit={(event) => void submit(event)}>
      <TextInput
        className="grow"
        label={say.member}
        placeholder={say.memberExample}
        value={text}
        error={failure === '' ? undefined : failure}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <ActButton type="submit" variant="default" mt={24} loading={working}>
        {say.addMember}
      </ActButton>
    </form>
  );
}
