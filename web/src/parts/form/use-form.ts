import { useEffect, useRef, useState, type ChangeEvent, type FormEvent } from 'react';
import { reasonOf } from '../../api/api-error.ts';

type Values = Record<string, string>;
export type Problems<V extends Values> = { [Field in keyof V]?: string };

export interface FormOptions<V extends Values> {
  initial: V;
  /** What is wrong with each field; nothing when it may be sent. */
  check: (values: V) => Problems<V>;
  /** Sends it. What it throws is said above the buttons, or at a field when `refused` names one. */
  send: (values: V) => Promise<void>;
  refused?: (error: unknown, values: V) => Problems<V> | undefined;
}

export interface FormState<V extends Values> {
  values: V;
  /** Something was typed that is neither sent nor as it was. */
  dirty: boolean;
  working: boolean;
  /** What is said at the fields now, in their order. */
  problems: [field: keyof V & string, problem: string][];
  /** What is wrong with all of it, said above the buttons. */
  failure: string;
  set: (field: keyof V & string, value: string) => void;
  /** The properties of a field of Mantine's. */
  field: (name: keyof V & string) => {
    name: string;
    value: string;
    error?: string;
    onChange: (event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => void;
    onBlur: () => void;
  };
  submit: (event: FormEvent<HTMLFormElement>) => void;
}

/**
 * A form (console 7.2): a field is checked when it is left, then at each key while it is wrong; the button is never off, and
 * pressing it leads to the first field that is wrong. Nothing is sent twice.
 */
export function useForm<V extends Values>({ initial, check, send, refused }: FormOptions<V>): FormState<V> {
  const [values, setValues] = useState(initial);
  const [checked, setChecked] = useState<ReadonlySet<string>>(new Set());
  const [server, setServer] = useState<Problems<V>>({});
  const [failure, setFailure] = useState('');
  const [working, setWorking] = useState(false);
  const sending = useRef(false);
  const form = useRef<HTMLFormElement>(null);
  const [asked, setAsked] = useState(0);
  const wrong = check(values);
  const fields = Object.keys(initial) as (keyof V & string)[];
  const problemOf = (name: keyof V & string) => server[name] ?? (checked.has(name) ? wrong[name] : undefined);
  const problems = fields.flatMap((name): [keyof V & string, string][] => {
    const problem = problemOf(name);
    return problem === undefined ? [] : [[name, problem]];
  });
  // After the refusal was drawn the first wrong field has the focus.
  useEffect(() => {
    if (asked > 0) form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [asked]);
  const set = (name: keyof V & string, value: string) => {
    setValues((old) => ({ ...old, [name]: value }));
    setServer(({ [name]: _old, ...rest }) => rest as Problems<V>);
  };
  async function trySend(): Promise<void> {
    setWorking(true);
    setFailure('');
    try {
      await send(values);
    } catch (error) {
      const named = refused?.(error, values);
      if (named === undefined) setFailure(reasonOf(error));
      else {
        setServer(named);
        setAsked((times) => times + 1);
      }
    } finally {
      sending.current = false;
      setWorking(false);
    }
  }
  return {
    values,
    dirty: fields.some((name) => values[name] !== initial[name]),
    working,
    problems,
    failure,
    set,
    field: (name) => {
      const problem = problemOf(name);
      return {
        name,
        value: values[name] ?? '',
        ...(problem === undefined ? {} : { error: problem }),
        onChange: (event) => set(name, event.currentTarget.value),
        onBlur: () => values[name] !== '' && setChecked((old) => new Set([...old, name])),
      };
    },
    submit(event) {
      event.preventDefault();
      form.current = event.currentTarget;
      if (sending.current) return;
      setChecked(new Set(fields));
      if (Object.values(wrong).some((problem) => problem !== undefined))
        return setAsked((times) => times + 1);
      sending.current = true;
      void trySend();
    },
  };
}
