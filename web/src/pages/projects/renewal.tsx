import { Button, Textarea, TextInput } from '@mantine/core';
import { IconCalendarPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { say } from '#text/projects';
import type { ConsoleProject } from '#contract/projects';
import { useProjectActions } from '../../live/project-actions.ts';
import { useNow } from '../../live/use-now.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Form } from '../../parts/form/form.tsx';
import { useForm } from '../../parts/form/use-form.ts';
import { noteDone, noteFailure } from '../../parts/undo-note.tsx';
import { date } from '../../text/format.ts';
import { plainName } from '../../text/plain-name.ts';
import { endsIn } from '../../text/project-words.ts';
import { dayOf, timeOf } from './apply/wishes.ts';

/** What somebody who manages a project can do about its end, where that is near. */
export function Renewal({ project }: { project: ConsoleProject }) {
  const now = useNow();
  const days = endsIn(project, now);
  const [asking, setAsking] = useState(false);
  if (!project.manages || project.system_project || days === undefined) return null;
  const last = project.last_application;
  const waits = last?.state === 'pending' && last.end_date !== null;
  return (
    <section className="card pad" aria-label={say.endWord}>
      <h2 className="h2">{say.endsIn({ days })}</h2>
      <p className="sub under-head">
        {waits ? say.extensionWaits : project.renewal_declined ? say.notRenewed : say.endWillBe}
      </p>
      {!waits && (
        <div className="row wrap-row above-12">
          <Button leftSection={<IconCalendarPlus size={16} aria-hidden />} onClick={() => setAsking(true)}>
            {say.extend}
          </Button>
          <Decline project={project} />
        </div>
      )}
      {asking && <ExtendDialog project={project} onClose={() => setAsking(false)} />}
    </section>
  );
}

function Decline({ project: { id, renewal_declined: declined } }: { project: ConsoleProject }) {
  const { setRenewal } = useProjectActions();
  const [working, setWorking] = useState(false);
  const act = async () => {
    setWorking(true);
    await setRenewal(id, declined).catch((error: unknown) => noteFailure(say.renewalStays, error));
    setWorking(false);
  };
  return (
    <ActButton variant="default" loading={working} onClick={() => void act()}>
      {declined ? say.remindAgain : say.willNotRenew}
    </ActButton>
  );
}

/** Asks for a later end, and for nothing else. */
function ExtendDialog({ project, onClose }: { project: ConsoleProject; onClose: () => void }) {
  const { apply } = useProjectActions();
  const today = useNow();
  const now = dayOf(project.end_date);
  const form = useForm({
    initial: { end: '', reason: '' },
    check: ({ end, reason }) => ({
      ...(end === ''
        ? { end: say.giveEnd }
        : end <= now || Date.parse(timeOf(end, 'end')) <= today
          ? { end: say.laterThan({ day: date(project.end_date) }) }
          : {}),
      ...(reason.trim() === '' ? { reason: say.giveReason } : {}),
    }),
    async send({ end, reason }) {
      await apply({ end_date: timeOf(end, 'end'), comments: reason.trim() }, project.id);
      onClose();
      noteDone(say.sent({ project: plainName(project.name) }));
    },
  });
  return (
    <Dialog title={say.extendAsk({ project: plainName(project.name) })} onClose={onClose}>
      <Form form={form} deed={say.extend} labels={{ end: say.ends, reason: say.reason }} onCancel={onClose}>
        <TextInput data-autofocus type="date" label={say.ends} min={now} {...form.field('end')} />
        <Textarea label={say.reason} description={say.reasonHow} rows={3} {...form.field('reason')} />
      </Form>
    </Dialog>
  );
}
