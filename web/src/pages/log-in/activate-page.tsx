import { useDocumentTitle } from '@mantine/hooks';
import { Link, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { say } from '#text/log-in';
import { verifyAccount } from '../../api/session.ts';
import { Form } from '../../parts/form/form.tsx';
import { useForm } from '../../parts/form/use-form.ts';

/** Where the link of a mail leads: nothing happens before the button is pressed, since mail scanners open links. */
export function ActivatePage() {
  const { key = '' } = useSearch({ from: '/signed-out/activate' });
  const [isActive, setActive] = useState<boolean>();
  const form = useForm({
    initial: {},
    check: () => ({}),
    send: async () => setActive(await verifyAccount(key)),
  });
  useDocumentTitle(say.verify);
  return (
    <>
      <h1>{say.verify}</h1>
      {isActive === undefined ? (
        <Form alone form={form} deed={say.verify} labels={{}}>
          <p>{say.verifyMeans}</p>
        </Form>
      ) : (
        <>
          <p role="status">{isActive ? say.verifiedActive : say.verifiedWaiting}</p>
          {isActive && <Link to="/log-in">{say.logIn}</Link>}
        </>
      )}
    </>
  );
}
