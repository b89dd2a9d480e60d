import { Button } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { say } from '#text/consent';
import { consent } from '../../api/consent.ts';
import { sessionQuery } from '../../api/session.ts';
import { Form } from '../../parts/form/form.tsx';
import { useForm } from '../../parts/form/use-form.ts';
import css from './consent.module.css';
import { leave } from './leave.ts';

/** A program of the person asks for a token: shown is where it would go, and nothing happens before a button is pressed. */
export function HandOverPage() {
  const { next = '', renew, force } = useSearch({ from: '/signed-out/weblogin' });
  const { data: person } = useQuery(sessionQuery);
  const [isDone, setDone] = useState(false);
  const form = useForm({
    initial: {},
    check: () => ({}),
    send: async () => {
      const location = await consent.handOver(next, renew !== undefined);
      setDone(true);
      window.location.assign(location);
    },
  });
  useDocumentTitle(say.handOver);
  const again = `/weblogin?${new URLSearchParams({ next, ...(renew === undefined ? {} : { renew }) }).toString()}`;
  const other = (
    <Button variant={force === undefined ? 'subtle' : 'filled'} onClick={() => void leave(again)}>
      {say.otherAccount}
    </Button>
  );
  return (
    <>
      <h1>{say.handOver}</h1>
      <p>{say.programAsks({ email: person?.email ?? '' })}</p>
      <p className={css['place']}>{programIn(next)}</p>
      {isDone && <p role="status">{say.handedOver}</p>}
      {!isDone && force === undefined && (
        <Form alone form={form} deed={say.handOver} labels={{}}>
          <p>{say.handOverMeans}</p>
          {renew !== undefined && <p>{say.renewMeans}</p>}
        </Form>
      )}
      {!isDone && other}
    </>
  );
}

/** Scheme and host of an address, as the service shows it to nobody else: only the page is asked. */
function programIn(next: string): string {
  return /^[^/?#]*(?:\/\/[^/?#]*)?/.exec(next)?.[0].slice(0, 100) ?? '';
}
