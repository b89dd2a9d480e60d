/** A file with the folders it came in, as "photos/2026/cat.jpg". */
export interface PathFile {
  file: File;
  path: string;
}

/** What was dropped, folders opened. Must be called in the drop event itself; the items are gone after it. */
export async function droppedFiles(items: DataTransferItemList): Promise<PathFile[]> {
  const entries = [...items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const found = await Promise.all(entries.map((entry) => filesIn(entry, '')));
  return found.flat();
}

/** What was chosen in a file dialog; a chosen folder gives its files with their paths. */
export function chosenFiles(list: FileList): PathFile[] {
  return [...list].map((file) => ({
    file,
    path: file.webkitRelativePath === '' ? file.name : file.webkitRelativePath,
  }));
}

async function filesIn(entry: FileSystemEntry, above: string): Promise<PathFile[]> {
  const path = `${above}${entry.name}`;
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    );
    return [{ file, path }];
  }
  const found: PathFile[] = [];
  for (const child of await childrenOf(entry as FileSystemDirectoryEntry))
    found.push(...(await filesIn(child, `${path}/`)));
  return found;
}

/** A reader gives at most 100 entries a time; an empty answer ends it. */
async function childrenOf(directory: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = directory.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return all;
    all.push(...some);
  }
}
