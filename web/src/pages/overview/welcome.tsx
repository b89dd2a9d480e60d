import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconCheck, IconFolder, IconKey, IconServer2, IconTerminal2, type Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { say } from '#text/overview';
import { useProject, useProjectName } from '../../api/projects.ts';
import { quotasQuery } from '../../api/quota.ts';
import type { Person } from '../../api/session.ts';
import { sshKeysQuery } from '../../api/ssh-keys.ts';
import { Meter } from '../../parts/meter.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { plainName } from '../../text/plain-name.ts';
import { firstName } from '../../text/person-words.ts';
import { usesOf } from '../../text/resources.ts';
import css from './overview.module.css';

/** The Overview of somebody who has nothing yet: what can be done, and what may be used. */
export function Welcome({ person }: { person: Person }) {
  const { data: keys } = useQuery(sshKeysQuery);
  return (
    <>
      <PageHead title={say.welcome({ name: firstName(person) })} below={say.accountReady} />
      <div className="two-columns">
        <section className="card clip" aria-label={say.firstSteps}>
          {keys !== null && (
            <Step
              icon={IconKey}
              title={say.addSshKey}
              done={(keys?.length ?? 0) > 0}
              text={say.addSshKeyWhy}
              button={<StepLink to="/access/ssh-keys" label={say.addKey} />}
            />
          )}
          <Step
            icon={IconServer2}
            title={say.firstMachine}
            main
            text={say.firstMachineHow}
            button={<StepLink to="/machines/new" label={say.createMachine} filled />}
          />
          <Step
            icon={IconFolder}
            title={say.putFile}
            text={say.putFileHow}
            button={<StepLink to="/files" label={say.openFiles} />}
          />
          <Step
            icon={IconTerminal2}
            title={say.terminal}
            text={say.terminalHow}
            button={<StepLink to="/access" label={say.setUp} />}
          />
        </section>
        <div className="grid">
          <MayUse />
          <section className="card pad">
            <h2 className="h2">{say.goodToKnow}</h2>
            <p className="sub under-head">{say.stoppedGivesBack}</p>
          </section>
        </div>
      </div>
    </>
  );
}

function MayUse() {
  const project = useProject();
  const name = useProjectName(project);
  const { data: quotas } = useQuery(quotasQuery(project));
  if (quotas === undefined) return null;
  const uses = usesOf(quotas, project);
  return (
    <section className="card pad" aria-label={say.mayUse}>
      <h2 className="h2">{say.mayUse}</h2>
      <p className={`sub under-head ${css.aboveMeters}`}>
        {`${name === undefined ? say.quotaOfYours : say.quotaOf({ project: plainName(name) })}. `}
        {uses.every(({ used }) => used === 0) && say.nothingUsed}
      </p>
      <div className="grid close">
        {uses.map((use) => (
          <Meter
            key={use.name}
            thin
            label={use.label}
            used={use.used}
            others={use.others}
            total={use.total}
            format={use.format}
          />
        ))}
      </div>
    </section>
  );
}

interface StepProps {
  icon: Icon;
  title: string;
  text: string;
  main?: boolean;
  done?: boolean;
  button: ReactNode;
}

function Step({ icon: Glyph, title, text, main = false, done = false, button }: StepProps) {
  return (
    <div className={`list-row roomy ${css.step} ${main ? css.main : ''}`}>
      <span className="tile brand">
        {done ? <IconCheck size={21} aria-label={say.done} /> : <Glyph size={21} stroke={1.7} aria-hidden />}
      </span>
      <span className="words grow">
        <span className={css.stepTitle}>{title}</span>
        <br />
        <span className="sub">{text}</span>
      </span>
      {button}
    </div>
  );
}

function StepLink({
  to,
  label,
  filled = false,
}: {
  to: '/access/ssh-keys' | '/machines/new' | '/files' | '/access';
  label: string;
  filled?: boolean;
}) {
  return (
    <Button
      variant={filled ? 'filled' : 'default'}
      {...(filled ? { 'aria-keyshortcuts': 'C' } : {})}
      renderRoot={(props: object) => <Link to={to} {...props} />}
    >
      {label}
    </Button>
  );
}
