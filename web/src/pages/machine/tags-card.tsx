import { TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { say } from '#text/change-machine';
import { useMachineActions } from '../../live/machine-actions.ts';
import { ActIcon } from '../../parts/act-button.tsx';
import { Form } from '../../parts/form/form.tsx';
import { useForm } from '../../parts/form/use-form.ts';
import { Name } from '../../parts/name.tsx';
import { noteFailure } from '../../parts/undo-note.tsx';
import { plainName } from '../../text/plain-name.ts';
import { useThisMachine } from './machine-context.ts';
import css from './machine.module.css';

/** Words by which machines are found and grouped. */
export function TagsCard() {
  const { machine } = useThisMachine();
  const { setTag } = useMachineActions();
  const form = useForm({
    initial: { tag: '' },
    check: ({ tag }) =>
      tag.trim() === '' ? { tag: say.giveTag } : /[/,]/.test(tag) ? { tag: say.badTag } : {},
    send: ({ tag }) => setTag(machine, tag.trim(), true),
    again: true,
  });
  return (
    <section className="card clip" aria-label={say.tags}>
      <div className="card-head">
        <h2 className="h2">{say.tags}</h2>
        <span className="sub">{say.tagsMean}</span>
      </div>
      <div className={`row wrap-row ${css.tags}`}>
        {machine.tags.map((tag) => (
          <span key={tag} className="tag row near">
            <Name of={tag} />
            <ActIcon
              size={18}
              aria-label={say.removeTag({ tag: plainName(tag) })}
              onClick={() =>
                void setTag(machine, tag, false).catch((error: unknown) => noteFailure(say.notDone, error))
              }
            >
              <IconX size={13} aria-hidden />
            </ActIcon>
          </span>
        ))}
      </div>
      <Form row form={form} className={`pad ${css.newEntry}`} deed={say.addTag} labels={{ tag: say.tag }}>
        <TextInput label={say.tag} maxLength={128} {...form.field('tag')} />
      </Form>
    </section>
  );
}
