/** The next name beside a taken one: "notes (2).docx" for "notes.docx", "v1.2 (2)" for the folder "v1.2". */
export function besideName(object: string, folder = false): string {
  const slash = object.lastIndexOf('/');
  const dot = folder ? -1 : object.lastIndexOf('.');
  const at = dot > slash + 1 ? dot : object.length;
  const numbered = / \((\d+)\)$/.exec(object.slice(0, at));
  const stem = numbered === null ? object.slice(0, at) : object.slice(0, at - numbered[0].length);
  const number = numbered === null ? 2 : Number(numbered[1]) + 1;
  return `${stem} (${number})${object.slice(at)}`;
}
