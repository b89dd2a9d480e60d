import type { Document } from '../client/document.ts';
import { numberOf, textOf } from '../client/document.ts';
import { formatSize } from '#platform/commands/format-size';
import { isFolderType } from '#contract/object-headers';
import type { Output } from '../output/output.ts';

/** `name (36MiB, 4 objects)` a line, or everything. */
export function printContainers(
  out: Output,
  containers: readonly Document[],
  style: { detail: boolean; enumerate: boolean },
): void {
  if (out.format === 'json') return out.json(containers);
  for (const [index, container] of containers.entries()) {
    const number = style.enumerate ? `${index + 1}. ` : '';
    const size = formatSize(numberOf(container, 'bytes'));
    const counted = 'bytes' in container ? ` (${size}, ${numberOf(container, 'count')} objects)` : '';
    const { objects, ...rest } = container;
    if (style.detail) {
      out.line(`${number}${textOf(container, 'name')}`);
      out.record({
        ...rest,
        name: undefined,
        ...('bytes' in rest ? { bytes: `${textOf(rest, 'bytes')} (${size})` } : {}),
      });
    } else out.line(`${number}${textOf(container, 'name')}${counted}`);
    if (Array.isArray(objects)) printObjects(out, objects as Document[], style);
  }
}

/** `   2.5KiB name` a line, `D` for folders; or everything about each. */
export function printObjects(
  out: Output,
  objects: readonly Document[],
  style: { detail: boolean; enumerate: boolean },
): void {
  const digits = String(objects.length).length;
  for (const [index, object] of objects.entries()) {
    const number = style.enumerate ? `${String(index + 1).padStart(digits)}. ` : '';
    if ('subdir' in object) {
      out.line(`${number}${'D'.padStart(9)} ${textOf(object, 'subdir')}`);
      continue;
    }
    const isFolder = isFolderType(textOf(object, 'content_type'));
    const size = isFolder ? 'D' : formatSize(numberOf(object, 'bytes'));
    if (!style.detail) {
      out.line(`${number}${size.padStart(9)} ${textOf(object, 'name')}${isFolder ? '/' : ''}`);
      continue;
    }
    const { name, ...rest } = object;
    out.line(`${number}${String(name)}`);
    out.record(isFolder ? rest : { ...rest, bytes: `${textOf(object, 'bytes')} (${size})` });
    out.line('');
  }
}
