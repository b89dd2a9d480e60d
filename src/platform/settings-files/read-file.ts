import { parse, TomlError } from 'smol-toml';
import { writeJson } from '#contract/json';
import { type Assignments, parsePython, PythonError } from './python-literals.ts';

/** A settings file is neither TOML nor a list of literals of Python, or means two things; `line` counts from 1. */
export class FileError extends Error {
  override name = 'FileError';
  readonly line: number;

  constructor(message: string, line: number, cause?: unknown) {
    super(message, { cause });
    this.line = line;
  }
}

/**
 * What a settings file sets: it is TOML, or has its lines from the original's guide, as Python writes them. Most lines are
 * both; one that means two things is refused rather than guessed.
 */
export function parseSettings(text: string): Assignments {
  const toml = attempt(() => fromToml(text), TomlError);
  const python = attempt(() => parsePython(text), PythonError);
  if (toml.value === undefined) return python.value ?? refuse(toml.error, python.error);
  if (python.value === undefined) return toml.value;
  for (const [name, { value, line }] of python.value)
    if (writeJson(toml.value.get(name)?.value) !== writeJson(value))
      throw new FileError(
        `${name} is one thing in TOML and another in Python: texts in double quotes, on one line, are the same in both`,
        line,
      );
  return python.value;
}

type Attempt<E> = { value: Assignments; error?: never } | { value?: never; error: E };

function attempt<E extends Error>(
  read: () => Assignments,
  kind: abstract new (...rest: never[]) => E,
): Attempt<E> {
  try {
    return { value: read() };
  } catch (error) {
    if (error instanceof kind) return { error };
    throw error;
  }
}

/** The complaint of the reader that came further: the file was meant for it. */
function refuse(toml: TomlError, python: PythonError): never {
  throw toml.line > python.line
    ? new FileError(toml.message.split('\n', 1)[0] ?? 'this is not TOML', toml.line, toml)
    : new FileError(python.message, python.line, python);
}

function fromToml(text: string): Assignments {
  return new Map(
    Object.entries(parse(text)).map(([name, value]) => [
      name,
      { value: value as never, line: lineOf(text, name) },
    ]),
  );
}

function lineOf(text: string, name: string): number {
  const at = text.split('\n').findIndex((line) => {
    const start = line.trimStart();
    return start.startsWith(name) || start.startsWith(`"${name}`) || start.startsWith(`[${name}`);
  });
  return at + 1;
}
