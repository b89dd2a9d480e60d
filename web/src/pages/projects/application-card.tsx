import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { say } from '#text/projects';
import type { ConsoleApplication } from '#contract/projects';
import { useRight, useSession } from '../../api/use-session.ts';
import { useProjectActions } from '../../live/project-actions.ts';
import { useNow } from '../../live/use-now.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { Name } from '../../parts/name.tsx';
import { StateChip } from '../../parts/state-chip.tsx';
import { noteFailure } from '../../parts/undo-note.tsx';
import { ago, exactTime } from '../../text/format.ts';
import { plainName } from '../../text/plain-name.ts';
import { applicationWord } from '../../text/project-words.ts';
import { DifferenceList } from './difference-list.tsx';
import { differencesOf } from './differences.ts';
import { useThisProject } from './project-context.ts';
import css from './projects.module.css';

/** One application of the project of the page: what was asked, what became of it, and of the last one what can be done with it. */
export function ApplicationCard({
  application,
  isLast,
}: {
  application: ConsoleApplication;
  isLast: boolean;
}) {
  const project = useThisProject();
  const now = useNow();
  const { state, issued, applicant_email: applicant, is_new: isNew, response, comments } = application;
  const { is_extension: isExtension, decided, decided_by: decidedBy } = application;
  const isPending = state === 'pending';
  return (
    <section className="card pad" aria-label={say.applicationNumber({ id: String(application.id) })}>
      <div className="row wrap-row">
        <h2 className="h2">
          {isNew ? say.askedForProject : isExtension ? say.askedForTime : say.askedForChange}
        </h2>
        <StateChip {...applicationWord(application)} />
      </div>
      <p className="sub under-head">
        <span title={exactTime(issued)}>
          {say.askedBy({ who: plainName(applicant), when: ago(issued, now) })}
        </span>{' '}
        {isPending && say.administratorDecides}
      </p>
      {decided !== null && (
        <p className="sub" title={exactTime(decided)}>
          {say.decidedBy({ who: plainName(decidedBy ?? say.somebodyHere), when: ago(decided, now) })}
        </p>
      )}
      {(response ?? '') !== '' && (
        <p className={css.words}>{say.answer({ words: <Name of={response ?? ''} /> })}</p>
      )}
      <DifferenceList
        wide
        differences={differencesOf(application, isPending && !isNew ? project : undefined)}
      />
      {(comments ?? '') !== '' && (
        <p className={`sub ${css.words}`}>{say.reasonWas({ reason: <Name of={comments ?? ''} /> })}</p>
      )}
      {isLast && <Ways application={application} />}
    </section>
  );
}

function Ways({ application }: { application: ConsoleApplication }) {
  const { actOnApplication } = useProjectActions();
  const [working, setWorking] = useState(false);
  const mine = application.applicant === useSession().uuid;
  const decides = useRight('decide about projects');
  if (!mine && !decides) return null;
  const act = async (action: 'cancel' | 'dismiss' | 'reopen') => {
    setWorking(true);
    await actOnApplication(application, action).catch((error: unknown) =>
      noteFailure(say.applicationStays, error),
    );
    setWorking(false);
  };
  if (application.state === 'pending')
    return (
      <div className={`row ${css.above}`}>
        <ActButton variant="default" loading={working} onClick={() => void act('cancel')}>
          {say.withdraw}
        </ActButton>
      </div>
    );
  const isDenied = application.state === 'denied';
  const canReopen = decides && (isDenied || (application.state === 'approved' && application.is_new));
  if (!isDenied && !canReopen) return null;
  return (
    <div className={`row wrap-row ${css.above}`}>
      {isDenied && application.project_state !== 'uninitialized' && (
        <Button
          variant="light"
          renderRoot={(props: object) => (
            <Link to="/projects/$id/change" params={{ id: application.project }} {...props} />
          )}
        >
          {say.askAgain}
        </Button>
      )}
      {isDenied && (
        <ActButton variant="default" loading={working} onClick={() => void act('dismiss')}>
          {say.takeNote}
        </ActButton>
      )}
      {canReopen && (
        <ActButton variant="default" loading={working} onClick={() => void act('reopen')}>
          {say.reopen}
        </ActButton>
      )}
    </div>
  );
}
