import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconCheck, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { say } from '#text/projects';
import type { ConsoleApplication } from '#contract/projects';
import { reasonOf } from '../../api/api-error.ts';
import { projectQuery } from '../../api/project-pages.ts';
import { useProjectActions } from '../../live/project-actions.ts';
import { useNow } from '../../live/use-now.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { Meter } from '../../parts/meter.tsx';
import { Name } from '../../parts/name.tsx';
import { noteWithUndo } from '../../parts/undo-note.tsx';
import { ago } from '../../text/format.ts';
import { plainName } from '../../text/plain-name.ts';
import { grantsOf } from '../../text/project-words.ts';
import { DifferenceList } from '../projects/difference-list.tsx';
import { differencesOf } from '../projects/differences.ts';
import css from '../projects/projects.module.css';
import { CloudTotals } from './cloud-totals.tsx';
import { DenyDialog } from './deny-dialog.tsx';

/** One application with all that helps to decide it: the words of who asks, what there is now, and what is used of that. */
export function ApplicationReview({ application }: { application: ConsoleApplication }) {
  const { project: id, project_name: name, applicant_email: applicant, is_new: isNew } = application;
  const kind = isNew ? say.newProject : application.is_extension ? say.extension : say.change;
  const now = useNow();
  const { data: project } = useQuery({ ...projectQuery(id), enabled: !isNew });
  return (
    <section className="card pad" aria-label={say.applicationNumber({ id: String(application.id) })}>
      <div className="row wrap-row">
        <h2 className="h2">
          <Name of={name} />
        </h2>
        <span className="tag">{kind}</span>
        {!isNew && (
          <Link to="/projects/$id" params={{ id }} className="link small push">
            {say.openProject}
          </Link>
        )}
      </div>
      <p className="sub under-head">
        {say.askedBy({ who: plainName(applicant), when: ago(application.issued, now) })}
        {application.owner_email !== null &&
          application.owner_email !== applicant &&
          ` ${say.wouldOwn({ who: plainName(application.owner_email) })}`}
      </p>
      {(application.comments ?? '') !== '' && (
        <p className={css.words}>{say.reasonWas({ reason: <Name of={application.comments ?? ''} /> })}</p>
      )}
      <DifferenceList wide differences={differencesOf(application, project)} />
      {project !== undefined && (
        <>
          <h3 className={css.above}>{say.usedNow}</h3>
          <div className={`meters ${css.above}`}>
            {grantsOf(project).map((grant) => (
              <Meter
                key={grant.name}
                label={grant.label}
                shared
                used={grant.used}
                total={grant.project}
                format={grant.format}
              />
            ))}
          </div>
        </>
      )}
      <CloudTotals application={application} project={project} />
      <Decision application={application} />
    </section>
  );
}

function Decision({ application }: { application: ConsoleApplication }) {
  const { actOnApplication } = useProjectActions();
  const [working, setWorking] = useState(false);
  const [failure, setFailure] = useState('');
  const [denying, setDenying] = useState(false);
  const project = plainName(application.project_name);
  const approve = async () => {
    setWorking(true);
    setFailure('');
    try {
      await actOnApplication(application, 'approve');
      noteWithUndo(say.isApproved({ project }), () => actOnApplication(application, 'reopen'));
    } catch (error) {
      setFailure(reasonOf(error));
    }
    setWorking(false);
  };
  return (
    <>
      {failure !== '' && (
        <p role="alert" className="failure above-12">
          {failure}
        </p>
      )}
      <div className={`row wrap-row ${css.above}`}>
        <ActButton
          leftSection={<IconCheck size={16} aria-hidden />}
          loading={working}
          aria-keyshortcuts="A"
          onClick={() => void approve()}
        >
          {say.approve}
        </ActButton>
        <ActButton
          variant="default"
          leftSection={<IconX size={16} aria-hidden />}
          aria-keyshortcuts="D"
          onClick={() => setDenying(true)}
        >
          {say.deny}
        </ActButton>
      </div>
      {denying && (
        <DenyDialog
          project={project}
          deny={(reason) => actOnApplication(application, 'deny', reason)}
          undo={() => actOnApplication(application, 'reopen')}
          onClose={() => setDenying(false)}
        />
      )}
    </>
  );
}
