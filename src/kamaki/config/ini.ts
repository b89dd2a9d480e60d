import { CommandError, usageError } from '#platform/commands/command-error';

/** One line of the file, and what it means. `more` marks the continuation lines of the option above. */
interface Line {
  text: string;
  kind: 'other' | 'section' | 'option' | 'more';
  section: string;
  key: string;
}

const SECTION = /^\[([^\]]+)\]/;
// With `s`: a line ends at "\n" alone, other separators of lines are text.
const OPTION = /^([^:=\s][^:=]*?)\s*[:=]\s*(.*)$/s;
const COMMENT = /^(?:[#;]|rem(?:\s|$))/i;

/**
 * The file format of the original client (the INI of Python 2's RawConfigParser): sections, `key = value` or `key: value`,
 * comments, continuation lines, keys without case. Every line that is not changed is written back as it was read.
 */
export class IniFile {
  private lines: Line[];

  /** Reads the text; a line that is neither section, option nor comment is refused with its number. */
  constructor(text: string) {
    this.lines = parse(text);
  }

  /** Section names in the order of the file, each once. */
  sections(): string[] {
    return [...new Set(this.lines.filter((line) => line.kind === 'section').map((line) => line.section))];
  }

  /** Keys (lower case) and values of one section; where a key stands twice the last one counts. */
  entries(section: string): Map<string, string> {
    const found = new Map<string, string>();
    for (const [at, line] of this.lines.entries()) {
      if (line.kind === 'option' && line.section === section) found.set(line.key, this.valueAt(at));
    }
    return found;
  }

  get(section: string, key: string): string | undefined {
    return this.entries(section).get(key.toLowerCase());
  }

  /** Changes the option where it stands, else adds it to its section, else adds the section. */
  set(section: string, key: string, value: string): void {
    refuseUnwritable(key, value);
    const name = key.toLowerCase();
    const text = `${name} = ${value}`.trimEnd();
    const at = this.lines.findLastIndex(
      (line) => line.kind === 'option' && line.section === section && line.key === name,
    );
    if (at >= 0) this.lines.splice(at, this.spanOf(at), { text, kind: 'option', section, key: name });
    else this.insert(section, { text, kind: 'option', section, key: name });
  }

  /** Removes the option wherever it stands in the section; a section left with nothing in it goes too. False: not there. */
  delete(section: string, key: string): boolean {
    const name = key.toLowerCase();
    const before = this.lines.length;
    for (let at = this.lines.length - 1; at >= 0; at -= 1) {
      const line = this.lines[at];
      if (line?.kind === 'option' && line.section === section && line.key === name)
        this.lines.splice(at, this.spanOf(at));
    }
    if (this.lines.length === before) return false;
    const left = this.lines.filter((line) => line.section === section && line.text.trim() !== '');
    if (left.every((line) => line.kind === 'section')) this.deleteSection(section);
    return true;
  }

  /** Removes a section with everything in it. False: there is none. */
  deleteSection(section: string): boolean {
    const before = this.lines.length;
    this.lines = this.lines.filter((line) => line.section !== section);
    return this.lines.length < before;
  }

  toString(): string {
    const text = this.lines.map((line) => `${line.text}\n`).join('');
    return text.replace(/\n{2,}$/, '\n');
  }

  private insert(section: string, option: Line): void {
    const last = this.lines.findLastIndex((line) => line.section === section && line.text.trim() !== '');
    if (last >= 0) this.lines.splice(last + 1, 0, option);
    else {
      const previous = this.lines.at(-1);
      const blank: Line = { text: '', kind: 'other', section: previous?.section ?? '', key: '' };
      const header: Line = { text: `[${section}]`, kind: 'section', section, key: '' };
      this.lines.push(
        ...(previous === undefined || previous.text.trim() === '' ? [] : [blank]),
        header,
        option,
      );
    }
  }

  private valueAt(at: number): string {
    const first = OPTION.exec(this.lines[at]?.text ?? '')?.[2] ?? '';
    const more = this.lines.slice(at + 1, at + this.spanOf(at)).map((line) => line.text.trim());
    const value = [withoutComment(first), ...more].join('\n').trim();
    return value === '""' ? '' : value;
  }

  /** The option's own line and the continuation lines under it. */
  private spanOf(at: number): number {
    let end = at + 1;
    while (this.lines[end]?.kind === 'more') end += 1;
    return end - at;
  }
}

/** Editors of Windows put it before the first character; the original could not read it, so it is not written back. */
const BYTE_ORDER_MARK = /^\uFEFF/;

function parse(marked: string): Line[] {
  const text = marked.replace(BYTE_ORDER_MARK, '');
  const lines: Line[] = [];
  let section = '';
  let key = '';
  for (const [index, raw] of text.replace(/\r\n/g, '\n').replace(/\n$/, '').split('\n').entries()) {
    const header = SECTION.exec(raw);
    const option = OPTION.exec(raw);
    if (raw.trim() === '' || COMMENT.test(raw)) lines.push({ text: raw, kind: 'other', section, key: '' });
    else if (/^\s/.test(raw) && key !== '') lines.push({ text: raw, kind: 'more', section, key });
    else if (header?.[1] !== undefined) {
      section = header[1];
      key = '';
      lines.push({ text: raw, kind: 'section', section, key: '' });
    } else if (option?.[1] !== undefined && section !== '') {
      key = option[1].toLowerCase();
      lines.push({ text: raw, kind: 'option', section, key });
    } else {
      throw new CommandError(
        `line ${index + 1} is neither a [section], a "key = value" nor a comment: ${raw.slice(0, 60)}`,
      );
    }
  }
  return text === '' ? [] : lines;
}

/** What the original could not read back the same is not written: `rem` is a comment to it, so is ` ;`, and `""` is nothing. */
function refuseUnwritable(key: string, value: string): void {
  if (!/^[\w.-]+$/.test(key) || key.toLowerCase() === 'rem') {
    throw usageError(`"${key}" cannot be the name of an option: use letters, digits and . _ - only.`);
  }
  if (/[\n\r\0]/.test(value)) throw usageError(`The value of ${key} cannot have more than one line.`);
  if (/(?:^|\s);/.test(value) || value === '""' || value !== value.trim()) {
    throw usageError(
      `The value of ${key} cannot be kept as it is: it has blanks around it, a ";" after a blank, or is "".`,
    );
  }
}

function withoutComment(value: string): string {
  const at = value.search(/\s;/);
  return at === -1 ? value : value.slice(0, at);
}
