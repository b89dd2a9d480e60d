import { Textarea } from '@mantine/core';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { say } from '#text/projects';
import { reasonOf } from '../../api/api-error.ts';
import { useProjectActions } from '../../live/project-actions.ts';
import { runMany } from '../../live/run-many.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Form } from '../../parts/form/form.tsx';
import { useForm } from '../../parts/form/use-form.ts';
import { Name } from '../../parts/name.tsx';
import { addressesIn } from './addresses.ts';
import css from './projects.module.css';

/** Makes people members by their addresses, pasted from wherever; each has its own result. */
export function EnrollDialog({ project, onClose }: { project: string; onClose: () => void }) {
  const { enroll } = useProjectActions();
  const [results, setResults] = useState<ReadonlyMap<string, string>>(new Map());
  const form = useForm({
    initial: { people: '' },
    check: ({ people }) => (addressesIn(people).length === 0 ? { people: say.giveAddress } : {}),
    async send({ people }) {
      const done = new Map<string, string>();
      const wanted = addressesIn(people);
      await runMany(wanted, async (address) => {
        done.set(address, await enroll(project, address).then(() => '', reasonOf));
        return true;
      });
      setResults(new Map(wanted.map((address) => [address, done.get(address) ?? say.notBegun])));
      const left = wanted.filter((address) => done.get(address) !== '');
      if (left.length === 0) return onClose();
      form.set('people', left.join('\n'));
      throw new NotAll();
    },
    wordsOf: (error) => (error instanceof NotAll ? say.notAllAdded : reasonOf(error)),
  });
  const wanted = addressesIn(form.values.people);
  const shown = [...new Set([...results.keys(), ...wanted])];
  return (
    <Dialog title={say.addPeople} size={520} onClose={onClose}>
      <Form
        form={form}
        deed={say.addCount({ count: wanted.length })}
        labels={{ people: say.addresses }}
        onCancel={onClose}
      >
        <Textarea
          data-autofocus
          label={say.addresses}
          description={say.addressesHow}
          rows={4}
          {...form.field('people')}
        />
        {shown.length > 0 && (
          <ul className={css.results} aria-label={say.people}>
            {shown.map((address) => (
              <Result key={address} address={address} reason={results.get(address)} />
            ))}
          </ul>
        )}
      </Form>
    </Dialog>
  );
}

class NotAll extends Error {}

function Result({ address, reason }: { address: string; reason: string | undefined }) {
  return (
    <li>
      {reason === '' && <IconCheck size={14} className="fixed" color="var(--ok)" aria-hidden />}
      {reason !== undefined && reason !== '' && (
        <IconAlertTriangle size={14} className="fixed" color="var(--bad)" aria-hidden />
      )}
      <span>
        <Name of={address} />
        {reason === '' && <span className="sub"> {say.added}</span>}
        {reason !== undefined && reason !== '' && <span className="failure"> {reason}</span>}
      </span>
    </li>
  );
}
