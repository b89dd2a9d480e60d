import { Button } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { say } from '#text/consent';
import { consent, termsQuery } from '../../api/consent.ts';
import { Form } from '../../parts/form/form.tsx';
import { useForm } from '../../parts/form/use-form.ts';
import { Loaded } from '../../parts/loaded.tsx';
import css from './consent.module.css';
import { leave } from './leave.ts';

/** The terms of use as text, with the button to agree. From here one goes on to where one wanted to. */
export function TermsPage() {
  const terms = useQuery(termsQuery);
  useDocumentTitle(say.terms);
  return (
    <>
      <h1>{say.terms}</h1>
      <Loaded of={terms} failed={{ title: say.termsNotRead }}>
        {({ id, blocks }) => (
          <>
            <div className={css['terms']} tabIndex={0} role="region" aria-label={say.terms}>
              {blocks.map(({ kind, text }, at) => {
                if (kind === 'heading') return <h2 key={at}>{text}</h2>;
                return <p key={at}>{kind === 'item' ? `• ${text}` : text}</p>;
              })}
            </div>
            <AgreeForm id={BigInt(id)} />
          </>
        )}
      </Loaded>
    </>
  );
}

function AgreeForm({ id }: { id: bigint }) {
  const { next = '/' } = useSearch({ from: '/signed-out/approval_terms' });
  const form = useForm({
    initial: {},
    check: () => ({}),
    send: async () => {
      await consent.signTerms(id);
      // All that this page has read was refused before, or is of somebody who had not agreed.
      window.location.assign(`/ui${next}`);
    },
  });
  return (
    <>
      <Form alone form={form} deed={say.agree} labels={{}}>
        <p>{say.agreeMeans}</p>
      </Form>
      <Button variant="subtle" onClick={() => void leave()}>
        {say.logOut}
      </Button>
    </>
  );
}
