import { useEffect, useRef, useState, type ChangeEvent, type FormEvent, type ReactNode } from 'react';
import { refusedWords } from '../ask-for-more.tsx';
import { afterPress } from './after-press.ts';

type Values = Record<string, unknown>;
/** A field, or a part of one that holds more than a text: `files.0.path`. */
export type Path<V extends Values> = (keyof V & string) | `${keyof V & string}.${string}`;
export type Problems<V extends Values> = { [Field in Path<V>]?: string };
type TextField<V extends Values> = { [Field in keyof V]: V[Field] extends string ? Field : never }[keyof V] &
  string;
type Flag<V extends Values> = { [Field in keyof V]: V[Field] extends boolean ? Field : never }[keyof V] &
  string;

export interface FormOptions<V extends Values> {
  initial: V;
  /** What was typed before, and kept somewhere. */
  draft?: Partial<V>;
  /** What is wrong with each field; nothing when it may be sent. */
  check: (values: V) => Problems<V>;
  /** Sends it. What it throws is said above the buttons, or at a field when `refused` names one. */
  send: (values: V) => Promise<void>;
  refused?: (error: unknown, values: V) => Problems<V> | undefined;
  /** … in these words. */
  wordsOf?: (error: unknown) => ReactNode;
  /** Called with the first field that is wrong, where it has to be brought to sight. */
  show?: (field: Path<V>) => void;
  /** Once sent it is empty again, for the next. */
  again?: boolean;
}

export interface FormState<V extends Values> {
  values: V;
  working: boolean;
  /** Whether something would be lost now: it was typed, is not as it was, and is not being sent. */
  losesNow: () => boolean;
  /** What is said at the fields now, in their order. */
  problems: [field: Path<V>, problem: string][];
  /** What is said at one of them. */
  problemOf: (field: Path<V>) => string | undefined;
  /** What is wrong with all of it, said above the buttons. */
  failure: ReactNode;
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
  const { initial, draft, check, send, refused, wordsOf = refusedWords, show, again = false } = options;
  const [values, setValues] = useState<V>({ ...initial, ...draft });
  const [kept, setKept] = useState(initial);
  const [checked, setChecked] = useState<ReadonlySet<string>>(new Set());
  const [server, setServer] = useState<Problems<V>>({});
  const [failure, setFailure] = useState<ReactNode>('');
  const [working, setWorking] = useState(false);
  const sending = useRef(false);
  const form = useRef<HTMLFormElement>(null);
  const [asked, setAsked] = useState(0);
  const wrong = check(values);
  const fields = Object.keys(initial) as (keyof V & string)[];
  const problemOf = (path: Path<V>) => server[path] ?? (checked.has(fieldOf(path)) ? wrong[path] : undefined);
  const problems = inOrder({ ...wrong, ...server }).flatMap(([path]): [Path<V>, string][] => {
    const problem = problemOf(path);
    return problem === undefined ? [] : [[path, problem]];
  });
  /** What is wrong, in the order of the fields. */
  function inOrder(found: Problems<V>): [path: Path<V>, problem: string][] {
    const all = Object.entries(found) as [Path<V>, string | undefined][];
    return fields.flatMap((field) =>
      all.flatMap(([path, problem]): [Path<V>, string][] =>
        problem !== undefined && fieldOf(path) === field ? [[path, problem]] : [],
      ),
    );
  }
  function lead(found: Problems<V>): void {
    const [first] = inOrder(found);
    if (first !== undefined) show?.(first[0]);
    setAsked((times) => times + 1);
  }
  // After the refusal was drawn the first wrong field has the focus.
  useEffect(() => {
    if (asked > 0) form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [asked]);
  const set: FormState<V>['set'] = (name, value) => {
    setValues((old) => ({ ...old, [name]: value }));
    setServer(
      (old) =>
        Object.fromEntries(Object.entries(old).filter(([path]) => fieldOf(path) !== name)) as Problems<V>,
    );
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
      if (named === undefined) setFailure(wordsOf(error));
      else {
        setServer(named);
        lead(named);
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
    losesNow: () => !sending.current && fields.some((name) => !isSame(values[name], kept[name])),
    problems,
    problemOf,
    failure,
    set,
    field: (name) => ({
      ...propsOf(name),
      onChange: (event) => set(name, event.currentTarget.value as V[typeof name]),
      onBlur: () => values[name] !== '' && afterPress(() => setChecked((old) => new Set([...old, name]))),
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
      // A dialog over the form may have one of its own.
      event.stopPropagation();
      form.current = event.currentTarget;
      if (sending.current) return;
      setChecked(new Set(fields));
      if (Object.values(wrong).some((problem) => problem !== undefined)) return lead(wrong);
      sending.current = true;
      void trySend();
    },
  };
}

function fieldOf(path: string): string {
  return path.split('.', 1)[0] ?? path;
}

function isSame(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
