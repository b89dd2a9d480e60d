import { Radio, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { say } from '#text/images';
import { reasonOf } from '../../api/api-error.ts';
import { membersQuery, type Image } from '../../api/images.ts';
import { accountOf, emailsQuery } from '../../api/people.ts';
import type { Person } from '../../api/session.ts';
import { ActIcon } from '../../parts/act-button.tsx';
import { useAway } from '../../api/connection.ts';
import { Avatar } from '../../parts/avatar.tsx';
import { Form } from '../../parts/form/form.tsx';
import { useForm } from '../../parts/form/use-form.ts';
import { useImageActions } from '../../live/image-actions.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { noteFailure, noteWithUndo } from '../../parts/undo-note.tsx';
import css from './images.module.css';

/** Who may use an image of one's own: everyone, or whom one adds. */
export function ImageSharing({ image, person }: { image: Image; person: Person }) {
  const { change } = useImageActions();
  const away = useAway();
  const [failure, setFailure] = useState('');
  const setPublic = async (isPublic: boolean) => {
    setFailure('');
    await change(image.id, { isPublic }).catch((error: unknown) => setFailure(reasonOf(error)));
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
  const { setMember } = useImageActions();
  const members = useQuery(membersQuery(image.id));
  const { data: emails = {} } = useQuery(emailsQuery(members.data ?? []));
  async function remove(member: string, who: string): Promise<void> {
    try {
      await setMember(image.id, member, false);
      noteWithUndo(say.memberRemoved({ who }), () => setMember(image.id, member, true));
    } catch (thrown) {
      noteFailure(say.removeMember({ who }), thrown);
    }
  }
  return (
    <Loaded of={members} failed={{ title: say.membersNotLoaded }}>
      {(all) => {
        const others = all.filter((member) => member !== image.owner);
        return (
          <>
            {image.is_public === others.length > 0 && (
              <p className={`sub list-row flat ${css.words}`}>
                {image.is_public ? say.membersStay : say.noMembers}
              </p>
            )}
            {others.map((member) => {
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
            <MemberForm
              members={others}
              me={person}
              emails={emails}
              add={(member) => setMember(image.id, member, true)}
            />
          </>
        );
      }}
    </Loaded>
  );
}

interface MemberFormProps {
  members: readonly string[];
  me: Person;
  emails: Record<string, string>;
  add: (member: string) => Promise<void>;
}

function MemberForm({ members, me, emails, add }: MemberFormProps) {
  const form = useForm({
    initial: { who: '' },
    check: ({ who }) => (who.trim() === '' ? { who: say.giveMember } : {}),
    async send({ who: text }) {
      const who = text.trim();
      const member = await accountOf(who);
      if (member === undefined) throw new Mistake(say.noSuchAccount({ who }));
      if (member === me.uuid) throw new Mistake(say.itIsYou);
      if (members.includes(member)) throw new Mistake(say.isMember({ who: emails[member] ?? who }));
      await add(member);
    },
    refused: (error) => ({ who: error instanceof Mistake ? error.message : reasonOf(error) }),
    again: true,
  });
  return (
    <div className="list-row flat">
      <Form row form={form} className="grow" deed={say.addMember} labels={{ who: say.member }}>
        <TextInput label={say.member} placeholder={say.memberExample} {...form.field('who')} />
      </Form>
    </div>
  );
}

/** What only the cloud's answer shows to be wrong with what was typed. */
class Mistake extends Error {}
