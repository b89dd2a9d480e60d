import { Button, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { ApiError } from '../../api/api-error.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { ActButton } from '../../parts/act-button.tsx';
import { plainName } from '../../text/plain-name.ts';

export interface NameDialogProps {
  title: string;
  label: string;
  deed: string;
  most: number;
  act: (name: string) => Promise<void>;
  onClose: () => void;
}

/** Asks for the name of something new. */
export function NameDialog({ title, label, deed, most, act, onClose }: NameDialogProps) {
  const [name, setName] = useState('');
  const [failure, setFailure] = useState('');
  const [working, setWorking] = useState(false);
  async function submit(event: FormEvent) {
    event.preventDefault();
    const problem = problemOf(name, most);
    if (problem !== '') return setFailure(problem);
    setWorking(true);
    try {
      await act(name);
      onClose();
    } catch (error) {
      const taken = error instanceof ApiError && error.status === 412;
      setFailure(
        taken
          ? `There is already something called “${plainName(name)}”.`
          : error instanceof ApiError
            ? error.message
            : 'It did not work.',
      );
      setWorking(false);
    }
  }
  return (
    <Dialog title={title} size={420} onClose={onClose}>
      <form onSubmit={(event) => void submit(event)} className="grid" style={{ gap: 16 }}>
        <TextInput
          data-autofocus
          label={label}
          value={name}
          error={failure === '' ? undefined : failure}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <ActButton type="submit" loading={working}>
            {deed}
          </ActButton>
        </div>
      </form>
    </Dialog>
  );
}

function problemOf(name: string, most: number): string {
  if (name.trim() === '') return 'Give it a name.';
  if (name.includes('/')) return 'A name cannot hold a slash.';
  if (name === '.' || name === '..') return 'This name has a meaning of its own; choose another.';
  return name.length > most ? `The name may have ${most} characters; this has ${name.length}.` : '';
}
