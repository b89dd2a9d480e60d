import { say } from '#text/upload';

/**
 * Why the file on this computer cannot be sent any more; undefined when it can be read. A browser remembers when the file
 * was changed as it was chosen, and refuses to read another state of it.
 */
export async function fileProblem(file: File): Promise<string | undefined> {
  try {
    await file.slice(0, 1).arrayBuffer();
    return undefined;
  } catch (error) {
    const name = error instanceof DOMException ? error.name : '';
    if (name === 'NotFoundError') return say.gone;
    if (name === 'NotReadableError' || name === 'NotAllowedError') return say.changed;
    return say.unreadable;
  }
}
