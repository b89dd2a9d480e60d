import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconCheck, IconFolder, IconKey, IconServer2, IconTerminal2, type Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { quotasQuery } from '../../api/quota.ts';
import type { Person } from '../../api/session.ts';
import { sshKeysQuery } from '../../api/ssh-keys.ts';
import { Meter } from '../../parts/meter.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { addressed } from '../../text/person-words.ts';
import { usesOf } from '../../text/resources.ts';

/** The Overview of somebody who has nothing yet: what can be done, and what may be used. */
export function Welcome({ person }: { person: Person }) {
  const { data: keys } = useQuery(sshKeysQuery);
  return (
    <>
      <PageHead
        title={`Welcome${addressed(person)}`}
        below="Your account is ready. Here is what you can do with it."
      />
      <div className="two-columns">
        <section className="card clip" aria-label="First steps">
          {keys !== null && (
            <Step
              icon={IconKey}
              title="Add an SSH key"
              done={(keys?.length ?? 0) > 0}
              text="So that you can log in to a machine without a password."
              button={<StepLink to="/access/ssh-keys" label="Add key" />}
            />
          )}
          <Step
            icon={IconServer2}
            title="Create your first machine"
            main
            text="Pick a system and a size; the rest is filled in."
            button={<StepLink to="/machines/new" label="Create machine" filled />}
          />
          <Step
            icon={IconFolder}
            title="Put a file in the cloud"
            text="Drag a folder into Files. What the cloud already has is not sent again."
            button={<StepLink to="/files" label="Open Files" />}
          />
          <Step
            icon={IconTerminal2}
            title="Work from a terminal"
            text="kamaki, rclone and swift, with the settings filled in."
            button={<StepLink to="/access" label="Set up" />}
          />
        </section>
        <div className="grid">
          <MayUse person={person} />
          <section className="card pad">
            <h2 className="h2">Good to know</h2>
            <p className="sub" style={{ margin: '6px 0 0' }}>
              A stopped machine gives back CPUs and memory, but its disk still counts.
            </p>
          </section>
        </div>
      </div>
    </>
  );
}

function MayUse({ person }: { person: Person }) {
  const { data: quotas } = useQuery(quotasQuery);
  if (quotas === undefined) return null;
  const uses = usesOf(quotas, person.uuid);
  return (
    <section className="card pad" aria-label="What you may use">
      <h2 className="h2">What you may use</h2>
      <p className="sub" style={{ margin: '2px 0 16px' }}>
        Quota of your own project.{uses.every(({ used }) => used === 0) && ' Nothing is used yet.'}
      </p>
      <div className="grid" style={{ gap: 14 }}>
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
  const background = main
    ? 'color-mix(in srgb, var(--mantine-color-brand-filled) 5%, var(--surface))'
    : undefined;
  return (
    <div
      className="list-row roomy"
      style={{ padding: 18, gap: 16, ...(background === undefined ? {} : { background }) }}
    >
      <span className="tile brand" style={{ width: 42, height: 42, borderRadius: 11 }}>
        {done ? <IconCheck size={21} aria-label="Done" /> : <Glyph size={21} stroke={1.7} aria-hidden />}
      </span>
      <span className="words" style={{ flex: 1, minWidth: 0 }}>
        <span style={{ fontWeight: 630, fontSize: 14.5 }}>{title}</span>
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
