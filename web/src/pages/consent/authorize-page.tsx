import { Button } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import { say } from '#text/consent';
import { authorizationQuery, consent } from '../../api/consent.ts';
import { sessionQuery } from '../../api/session.ts';
import { Form } from '../../parts/form/form.tsx';
import { useForm } from '../../parts/form/use-form.ts';
import { Loaded } from '../../parts/loaded.tsx';
import css from './consent.module.css';
import { leave } from './leave.ts';

/** A program asks to act for the person (OAuth2): what it is, what for, and where one is led. Of the cloud's own parts nobody is asked. */
export function AuthorizePage() {
  const { request = '' } = useSearch({ from: '/signed-out/authorize' });
  const authorization = useQuery(authorizationQuery(request));
  useDocumentTitle(say.authorize);
  return (
    <>
      <h1>{say.authorize}</h1>
      <Loaded of={authorization} failed={{ title: say.notAuthorized }}>
        {(asked) => <Consent asked={asked} request={request} />}
      </Loaded>
    </>
  );
}

interface Asked {
  client: string;
  redirect_uri: string;
  scope: string;
  trusted: boolean;
}

function Consent({
  asked: { client, redirect_uri: place, scope, trusted },
  request,
}: {
  asked: Asked;
  request: string;
}) {
  const { data: person } = useQuery(sessionQuery);
  const form = useForm({ initial: {}, check: () => ({}), send: () => goOn(request) });
  useEffect(() => {
    if (trusted) void goOn(request);
  }, [trusted, request]);
  if (trusted) return <p role="status">{say.goesOn({ place: new URL(place).host })}</p>;
  return (
    <>
      <p>{say.clientAsks({ client, email: person?.email ?? '' })}</p>
      <p className={css['place']}>{scope}</p>
      <Form alone form={form} deed={say.allow} labels={{}}>
        <p>{say.goesOn({ place: new URL(place).host })}</p>
      </Form>
      <Button
        variant="subtle"
        onClick={() => void leave(`/authorize?${new URLSearchParams({ request }).toString()}`)}
      >
        {say.otherAccount}
      </Button>
    </>
  );
}

async function goOn(request: string): Promise<void> {
  window.location.assign(await consent.authorize(Object.fromEntries(new URLSearchParams(request))));
}
