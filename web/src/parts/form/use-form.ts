import { useEffect, useRef, useState, type ChangeEvent, type FormEvent } from 'react';
import { reasonOf } from '../../api/api-error.ts';

type Values = Record<string, string | boolean>;
export type Problems<V extends Values> = { [Field in keyof V]?: string };
type TextField<V extends Values> = { [Field in keyof V]: V[Field] extends string ? Field : never }[keyof V] &
  string;
type Flag<V extends Values> = { [Field in keyof V]: V[Field] extends boolean ? Field : never }[keyof V] &
  string;

export interface FormOptions<V extends Values> {
  initial: V;
  /** What is wrong with each field; nothing when it may be sent. */
  check: (values: V) => Problems<V>;
  /** Sends it. What it throws is said above the buttons, or at a field when `refused` names one. */
  send: (values: V) => Promise<void>;
  refused?: (error: unknown, values: V) => Problems<V> | undefined;
  /** Once sent it is empty again, for the next. */
  again?: boolean;
}

export interface FormState<V extends Values> {
  values: V;
  working: boolean;
  /** Whether something would be lost now: it was typed, is not as it was, and is not being sent. */
  losesNow: () => boolean;
  /** What is said at the fields now, in their order. */
  problems: [field: keyof V & string, problem: string][];
  /** What is wrong with all of it, said above the buttons. */
  failure: string;
  set: <Field extends keyof V & string>(field: Field, value: V[Field]) => void;
  /** The properties of a field of Mantine's that is written in. */
  field: (name: TextField<V>) => FieldProps & {
    onChange: (event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => void;
    onBlur: () => void;
  };
  /** … of one where one of several is chosen. */
  choice: (
    name: TextField<V>,
  ) => Omit<FieldProps, 'value'> & { value: string | null; onChange: (value: string | null) => void };
  /** … of one that is on or off. */
  flag: (name: Flag<V>) => {
    name: string;
    checked: boolean;
    onChange: (event: ChangeEvent<HTMLInputElement>) => void;
  };
  submit: (event: FormEvent<HTMLFormElement>) => void;
}

interface FieldProps {
  name: string;
  value: string;
  error?: string;
}

/**
 * A form (console 7.2): a field is checked when it is left, then at each key while it is wrong; the button is never off, and
 * pressing it leads to the first field that is wrong. Nothing is sent twice.
 */
export function useForm<V extends Values>(options: FormOptions<V>): FormState<V> {
  const { initial, check, send, refused, again = false } = options;
  const [values, setValues] = useState(initial);
  const [kept, setKept] = useState(initial);
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
  const set: FormState<V>['set'] = (name, value) => {
    setValues((old) => ({ ...old, [name]: value }));
    setServer(({ [name]: _old, ...rest }) => rest as Problems<V>);
  };
  async function trySend(): Promise<void> {
    setWorking(true);
    setFailure('');
    try {
      await send(values);
      setKept(again ? initial : values);
      if (again) setValues(initial);
      setChecked(new Set());
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
  const propsOf = (name: keyof V & string): FieldProps => {
    const problem = problemOf(name);
    return { name, value: String(values[name]), ...(problem === undefined ? {} : { error: problem }) };
  };
  return {
    values,
    working,
    losesNow: () => !sending.current && fields.some((name) => values[name] !== kept[name]),
    problems,
    failure,
    set,
    field: (name) => ({
      ...propsOf(name),
      onChange: (event) => set(name, event.currentTarget.value as V[typeof name]),
      onBlur: () => values[name] !== '' && setChecked((old) => new Set([...old, name])),
    }),
    choice: (name) => ({
      ...propsOf(name),
      value: String(values[name]) || null,
      onChange: (value) => set(name, (value ?? '') as V[typeof name]),
    }),
    flag: (name) => ({
      name,
      checked: values[name] === true,
      onChange: (event) => set(name, event.currentTarget.checked as V[typeof name]),
    }),
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
